package org.tropea.control.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.control.event.EventKind;

/**
 * The API's description as OpenAPI 3.1, made of {@link Route} and the records of {@link Answer}.
 */
final class OpenApi {
  private final ObjectNode root = JsonNodeFactory.instance.objectNode();
  private final ObjectNode schemas = JsonNodeFactory.instance.objectNode();

  private OpenApi() {}

  /** The whole of it. */
  static ObjectNode description() {
    OpenApi api = new OpenApi();
    api.root.put("openapi", "3.1.0");
    api.root
        .putObject("info")
        .put("title", "Tropea")
        .put("version", "1")
        .put("description", "What a node does, and two things to ask of it. Off by default.");
    ObjectNode paths = api.root.putObject("paths");
    Route.ALL.forEach(route -> api.add(paths, route));
    api.addEvents(paths);
    ObjectNode components = api.root.putObject("components");
    components.set("schemas", api.schemas);
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer");
    api.root.putArray("security").addObject().putArray("token");
    return api.root;
  }

  private void add(ObjectNode paths, Route route) {
    ObjectNode responses = operation(paths, route.path(), route.method().name(), route.summary());
    answer(responses, HttpResponseStatus.OK, route.answer());
    answer(responses, HttpResponseStatus.NOT_FOUND, Answer.Problem.class);
    answer(responses, HttpResponseStatus.UNAUTHORIZED, Answer.Problem.class);
  }

  private static ObjectNode operation(ObjectNode paths, String path, String method, String what) {
    ObjectNode operation = paths.putObject(path).putObject(method.toLowerCase(Locale.ROOT));
    operation.put("summary", what);
    operation.put("operationId", path.substring(path.lastIndexOf('/') + 1));
    return operation.putObject("responses");
  }

  private void answer(ObjectNode responses, HttpResponseStatus status, Class<?> shape) {
    ObjectNode response = responses.putObject(Integer.toString(status.code()));
    response.put("description", status.reasonPhrase());
    response.putObject("content").putObject("application/json").set("schema", schema(shape, shape));
  }

  private void addEvents(ObjectNode paths) {
    ObjectNode responses =
        operation(paths, EventStream.PATH, "GET", "Events as they happen, until either side ends");
    ObjectNode parameter =
        ((ObjectNode) paths.get(EventStream.PATH).get("get")).putArray("parameters").addObject();
    parameter.put("name", "kinds").put("in", "query");
    parameter.put("description", "Which kinds, with commas between them; all without it.");
    var names =
        parameter
            .putObject("schema")
            .put("type", "array")
            .putObject("items")
            .put("type", "string")
            .putArray("enum");
    EventStream.KINDS.stream().map(EventKind::name).forEach(names::add);
    parameter.put("style", "form").put("explode", false);
    ObjectNode response = responses.putObject("200");
    response.put("description", "Server-sent events, each one's data an Event");
    response
        .putObject("content")
        .putObject("text/event-stream")
        .set("schema", schema(EventJson.Event.class, EventJson.Event.class));
    answer(responses, HttpResponseStatus.BAD_REQUEST, Answer.Problem.class);
    answer(responses, HttpResponseStatus.UNAUTHORIZED, Answer.Problem.class);
  }

  private ObjectNode schema(Class<?> type, Type generic) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    if (type.isRecord()) {
      describe(type);
      return schema.put("$ref", "#/components/schemas/" + type.getSimpleName());
    }
    if (type == List.class) {
      schema.put("type", "array").set("items", argument(generic, 0));
    } else if (type == Map.class) {
      schema.put("type", "object").set("additionalProperties", argument(generic, 1));
    } else if (type == String.class) {
      schema.put("type", "string");
    } else if (type == boolean.class) {
      schema.put("type", "boolean");
    } else {
      boolean small = type == int.class || type == Integer.class;
      schema.put("type", "integer").put("format", small ? "int32" : "int64");
    }
    return schema;
  }

  private ObjectNode argument(Type generic, int which) {
    Type argument = ((ParameterizedType) generic).getActualTypeArguments()[which];
    return schema((Class<?>) argument, argument);
  }

  private void describe(Class<?> type) {
    if (schemas.has(type.getSimpleName())) {
      return;
    }
    ObjectNode object = schemas.putObject(type.getSimpleName()).put("type", "object");
    ObjectNode properties = object.putObject("properties");
    var required = object.putArray("required");
    for (RecordComponent each : type.getRecordComponents()) {
      properties.set(each.getName(), schema(each.getType(), each.getGenericType()));
      if (!each.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(each.getName());
      }
    }
  }
}

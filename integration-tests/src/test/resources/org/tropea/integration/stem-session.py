"""Drives a node by stem, as programs do: stem-session.py CONTROL_PORT SOCKS_PORT PASSWORD HOST TARGET_PORT."""
import queue
import socket
import sys

import stem
from stem import CircStatus, Signal
from stem.control import Controller, EventType

control_port, socks_port, password, host, target_port = sys.argv[1:6]
PATIENCE = 120


def await_event(events, what, wanted):
    """The next event that is wanted."""
    seen = []
    while True:
        try:
            event = events.get(timeout=PATIENCE)
        except queue.Empty:
            raise AssertionError("no event: %s; there came %s" % (what, seen))
        if wanted(event):
            return event
        seen.append(str(event).strip())


def socks(request):
    connection = socket.create_connection(("127.0.0.1", int(socks_port)), timeout=PATIENCE)
    connection.sendall(b"\x05\x01\x00")
    assert connection.recv(2) == b"\x05\x00"
    connection.sendall(request)
    return connection


with Controller.from_port(port=int(control_port)) as controller:
    # By the cookie and SAFECOOKIE where it can be read, as stem prefers it.
    controller.authenticate(password)
    assert controller.is_authenticated()
    methods = [str(each) for each in controller.get_protocolinfo().auth_methods]
    assert "Safecookie" in methods and "Password" in methods, methods
    assert str(controller.get_version()).startswith("0.4.9."), controller.get_version()

    # Bootstrap.
    events = queue.Queue()
    controller.add_event_listener(events.put, EventType.STATUS_CLIENT)
    if 'TAG=done' not in controller.get_info("status/bootstrap-phase"):
        await_event(events, "bootstrapped", lambda e: e.arguments.get("TAG") == "done")
    assert controller.get_info("status/circuit-established") == "1"
    assert controller.is_newnym_available()

    # Information and options.
    assert controller.get_conf("SocksPort") == socks_port
    assert controller.get_conf("ContactInfo", "none") == "none"
    assert controller.get_listeners(stem.control.Listener.SOCKS) == [("127.0.0.1", int(socks_port))]
    assert controller.get_info("config-file").endswith("torrc")
    assert len(list(controller.get_network_statuses())) >= 4
    assert len(list(controller.get_microdescriptors())) >= 4
    assert "version" in controller.get_info("info/names")
    try:
        controller.get_info("nonsense")
        raise AssertionError("there is no such key")
    except stem.InvalidArguments:
        pass

    # Options that change while it runs, and all or nothing.
    changed = queue.Queue()
    controller.add_event_listener(changed.put, EventType.CONF_CHANGED)
    controller.set_conf("ContactInfo", "somebody at example")
    assert controller.get_conf("ContactInfo") == "somebody at example"
    await_event(changed, "options changed", lambda e: "ContactInfo" in e.config)
    controller.reset_conf("ContactInfo")
    assert controller.get_conf("ContactInfo", "none") == "none"
    try:
        controller.set_options([("ContactInfo", "another"), ("DisableNetwork", "x")])
        raise AssertionError("no boolean is x")
    except stem.InvalidRequest:
        pass
    assert controller.get_conf("ContactInfo", "none") == "none"

    # Circuits.
    circuits = [each for each in controller.get_circuits() if each.status == CircStatus.BUILT]
    assert circuits and all(each.path for each in circuits), circuits

    # A stream, from its begin to its end.
    streams = queue.Queue()
    bandwidth = queue.Queue()
    controller.add_event_listener(streams.put, EventType.STREAM)
    controller.add_event_listener(bandwidth.put, EventType.BW)
    name = host.encode()
    request = b"\x05\x01\x00\x03" + bytes([len(name)]) + name + int(target_port).to_bytes(2, "big")
    connection = socks(request)
    assert connection.recv(10)[:2] == b"\x05\x00"
    target = "%s:%s" % (host, target_port)
    opened = await_event(streams, "succeeded", lambda e: e.status == "SUCCEEDED" and e.target == target)
    assert opened.id in [each.id for each in controller.get_streams()]
    # The node ends it.
    controller.close_stream(opened.id)
    await_event(streams, "closed", lambda e: e.status == "CLOSED" and e.id == opened.id)
    assert connection.recv(1) == b""
    connection.close()
    await_event(bandwidth, "bytes", lambda e: e.read + e.written > 0)

    # Its circuit is closed.
    way_out = controller.get_circuit(opened.circ_id).path[-1][0]
    closed = queue.Queue()
    controller.add_event_listener(closed.put, EventType.CIRC)
    controller.close_circuit(opened.circ_id)
    await_event(closed, "closed", lambda e: e.id == opened.circ_id and e.status == CircStatus.CLOSED)
    try:
        controller.close_circuit("999999")
        raise AssertionError("there is no such circuit")
    except stem.InvalidArguments:
        pass

    # A circuit by chosen relays, as stem's example has it, and a stream that is attached to it.
    others = [each for each in controller.get_network_statuses() if each.fingerprint != way_out]
    path = [others[0].fingerprint, others[1].fingerprint, way_out]
    chosen = controller.extend_circuit("0", path, await_build=True)
    built = controller.get_circuit(chosen)
    assert [each[0] for each in built.path] == path and built.purpose == "GENERAL", built
    controller.set_conf("__LeaveStreamsUnattached", "1")
    connection = socks(request)
    waiting = await_event(streams, "waits", lambda e: e.status in ("NEW", "CONTROLLER_WAIT") and e.target == target)
    await_event(streams, "waits for its circuit", lambda e: "CONTROLLER_WAIT" in str(e) and e.id == waiting.id)
    for circuit, stream in (("999999", waiting.id), (chosen, "999999")):
        try:
            controller.attach_stream(stream, circuit)
            raise AssertionError("there is no such stream or circuit")
        except stem.InvalidRequest:
            pass
    controller.attach_stream(waiting.id, chosen)
    attached = await_event(streams, "succeeded", lambda e: e.status == "SUCCEEDED" and e.id == waiting.id)
    assert attached.circ_id == chosen, attached
    assert connection.recv(10)[:2] == b"\x05\x00"
    assert controller.msg("ATTACHSTREAM %s 0" % waiting.id).content()[0][0] == "555"
    connection.close()
    await_event(streams, "closed", lambda e: e.status == "CLOSED" and e.id == waiting.id)

    # By a hop before the last one there is no way out; the client's own choice is one.
    longer = controller.extend_circuit(chosen, [others[2].fingerprint], await_build=True)
    assert longer == chosen and len(controller.get_circuit(chosen).path) == 4
    connection = socks(request)
    waiting = await_event(streams, "waits", lambda e: "CONTROLLER_WAIT" in str(e) and e.target == target)
    assert controller.msg("ATTACHSTREAM %s %s HOP=1" % (waiting.id, chosen)).content()[0][0] == "551"
    assert controller.msg("ATTACHSTREAM %s %s HOP=9" % (waiting.id, chosen)).content()[0][0] == "551"
    controller.attach_stream(waiting.id, chosen, exiting_hop=3)
    attached = await_event(streams, "succeeded", lambda e: e.status == "SUCCEEDED" and e.id == waiting.id)
    assert attached.circ_id == chosen, attached
    connection.close()
    connection = socks(request)
    waiting = await_event(streams, "waits", lambda e: "CONTROLLER_WAIT" in str(e) and e.target == target)
    controller.attach_stream(waiting.id, "0")
    await_event(streams, "succeeded", lambda e: e.status == "SUCCEEDED" and e.id == waiting.id)
    connection.close()
    controller.reset_conf("__LeaveStreamsUnattached")

    # A circuit of the client's own path that is kept for what is attached to it, and given back.
    minor = queue.Queue()
    controller.add_event_listener(minor.put, EventType.CIRC_MINOR)
    own = controller.extend_circuit("0", purpose="controller", await_build=True)
    assert controller.get_circuit(own).purpose == "CONTROLLER"
    controller.repurpose_circuit(own, "general")
    await_event(minor, "for everybody", lambda e: e.id == own and e.event == "PURPOSE_CHANGED")
    controller.close_circuit(own)
    controller.close_circuit(chosen)
    try:
        controller.extend_circuit("0", ["nobody"])
        raise AssertionError("there is no such relay")
    except stem.InvalidRequest:
        pass

    # An onion service of this connection, whose page is had by the node's own SOCKS port.
    service = controller.create_ephemeral_hidden_service(
        {80: int(target_port)}, await_publication=True, timeout=PATIENCE)
    assert service.private_key_type == "ED25519-V3" and len(service.private_key) == 88
    assert controller.list_ephemeral_hidden_services() == [service.service_id]
    onion = (service.service_id + ".onion").encode()
    connection = socks(b"\x05\x01\x00\x03" + bytes([len(onion)]) + onion + b"\x00\x50")
    assert connection.recv(10)[:2] == b"\x05\x00"
    connection.sendall(b"GET /1000 HTTP/1.0\r\n\r\n")
    assert connection.recv(5) == b"HTTP/"
    connection.close()
    assert controller.remove_ephemeral_hidden_service(service.service_id)
    assert not controller.remove_ephemeral_hidden_service(service.service_id)
    again = controller.create_ephemeral_hidden_service(
        80, key_type=service.private_key_type, key_content=service.private_key, detached=True)
    assert again.service_id == service.service_id and again.private_key is None
    assert controller.list_ephemeral_hidden_services(our_services=False, detached=True) == [again.service_id]
    assert controller.remove_ephemeral_hidden_service(again.service_id)

    # A name is looked up, and mapped.
    found = queue.Queue()
    controller.add_event_listener(found.put, EventType.ADDRMAP)
    controller.msg("RESOLVE " + host)
    mapped = await_event(found, "address", lambda e: e.hostname == host)
    assert mapped.destination == "127.0.0.1", mapped
    assert controller.map_address({"0.0.0.0": "mapped.example"})

    # Another identity, and what the node says of it.
    notices = queue.Queue()
    controller.add_event_listener(notices.put, EventType.NOTICE, EventType.SIGNAL)
    controller.signal(Signal.NEWNYM)
    await_event(notices, "new identity", lambda e: e.type == "SIGNAL" and e.signal == Signal.NEWNYM)
    controller.signal(Signal.DUMP)
    await_event(notices, "a summary", lambda e: e.type == "NOTICE" and "Up for" in e.message)

    # The node ends with its owner.
    controller.msg("TAKEOWNERSHIP")
print("stem is content")

// The PDU log and the capture file, read back by a small reader of their own: every PDU once, in order, with
// what a packet analyser checks.

import Foundation
import MockSMSC
import Platform
import SMPP
import TestSupport
import Testing

@Suite struct TapTests {
    private func path(_ name: String) -> String {
        FileManager.default.temporaryDirectory.appending(
            path: "smppbench-\(UUID().uuidString)-\(name)"
        ).path
    }

    private func take(_ path: String) throws -> [UInt8] {
        let data = try Data(contentsOf: URL(filePath: path))
        try FileManager.default.removeItem(atPath: path)
        return Array(data)
    }

    private func lines(_ path: String) throws -> [String] {
        String(decoding: try take(path), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func everyPDUIsOneLineInItsOrder() throws {
        let file = path("pdus.log")
        let server = try startSMSC { $0.pduLog = file }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        let id = try client.submit(message(text: "say \"hi\"\n"))
        _ = try client.receiveReceipt()
        // In two pieces, of which the first is no PDU yet.
        let octets = try PDU.enquireLink().encoded(sequenceNumber: 77)
        try client.send(Array(octets[..<7]))
        try client.send(Array(octets[7...]))
        _ = try client.receive(.enquireLinkResp)
        #expect(try client.ask(.unbind()).header.commandStatus == .ok)
        let counters = server.stop()
        let lines = try lines(file)
        #expect(counters.taps?.logged == 10)
        #expect(counters.taps?.notLogged == 0)
        let told = lines.map { line in
            line.split(separator: " ").dropFirst(3).prefix(3).joined(separator: " ")
        }
        #expect(
            told.filter { $0.hasPrefix("in") } == [
                "in bind_transceiver seq=1", "in submit_sm seq=2", "in deliver_sm_resp seq=1",
                "in enquire_link seq=77", "in unbind seq=3",
            ])
        #expect(
            told.filter { $0.hasPrefix("out") } == [
                "out bind_transceiver_resp seq=1", "out submit_sm_resp seq=2",
                "out deliver_sm seq=1",
                "out enquire_link_resp seq=77", "out unbind_resp seq=3",
            ])
        #expect(lines.allSatisfy { $0.contains(" 127.0.0.1:") && $0.contains("Z ") })
        #expect(lines[0].contains("system_id=esme") && !lines[0].contains("secret"))
        let submit = try #require(lines.first { $0.contains(" submit_sm ") })
        #expect(
            submit.contains(
                "source=12345 destination=79001234567 esm_class=0x00 data_coding=0x00 sm_length=9 "
                    + #"text="say \x22hi\x22\x0A" registered_delivery=1"#))
        let response = try #require(lines.first { $0.contains(" submit_sm_resp ") })
        #expect(response.hasSuffix("status=ESME_ROK message_id=\(id)"))
    }

    @Test func whatDoesNotDecodeIsALineToo() throws {
        let file = path("bad.log")
        let server = try startSMSC { $0.pduLog = file }
        let client = try ScriptedClient(port: server.port)
        // A bind without its body, then an impossible length.
        try client.send(hex("00000010 00000009 00000000 00000001 00000003"))
        _ = try client.receiveUntilEnd()
        _ = server.stop()
        let lines = try lines(file)
        #expect(lines.contains { $0.contains("bind_transceiver seq=1 malformed length=16") })
        #expect(lines.contains { $0.hasSuffix("impossible command_length, 4 octets: 00000003") })
    }

    @Test func aFullLogSaysHowMuchIsMissing() throws {
        let file = path("full.log")
        let server = try startSMSC {
            $0.pduLog = file
            $0.tapLimit = 1_000
        }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        for _ in 0..<50 { _ = try client.submit(message(receipt: false)) }
        client.close()
        let taps = try #require(server.stop().taps)
        let lines = try lines(file)
        #expect(taps.logged + taps.notLogged == 102)
        #expect(lines.count == Int(taps.logged) + 1)
        #expect(lines.dropLast().reduce(0) { $0 + $1.utf8.count + 1 } <= 1_000)
        #expect(lines.last?.hasPrefix("# \(taps.notLogged) PDUs left out: ") == true)
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func theCaptureHoldsTheConnectionsAsTheyWere(address: String) throws {
        let file = path("smsc.pcap")
        let server = try startSMSC {
            $0.captureFile = file
            $0.shardCount = 2
            $0.address = address
        }
        // The scripted client knows IPv4 only; over IPv6 an empty capture is a head alone.
        guard address == "127.0.0.1" else {
            #expect(server.stop().taps?.captured == 0)
            return #expect(try take(file).count == 24)
        }
        var submitted = 0
        for _ in 0..<3 {
            let client = try ScriptedClient.bound(to: server, .transceiver)
            for _ in 0..<20 {
                _ = try client.submit(message())
                _ = try client.receiveReceipt()
                submitted += 1
            }
            #expect(try client.ask(.unbind()).header.commandStatus == .ok)
        }
        let counters = server.stop()
        #expect(counters.taps?.notCaptured == 0)
        let capture = try Capture(try take(file))
        #expect(Int64(capture.packets.count) == counters.taps?.captured)
        let streams = capture.streams(serverPort: server.port)
        #expect(streams.count == 6)
        var commands: [CommandID: Int] = [:]
        for stream in streams.values {
            for pdu in try stream.pdus() { commands[pdu, default: 0] += 1 }
        }
        #expect(commands[.submitSM] == submitted)
        #expect(commands[.submitSMResp] == submitted)
        #expect(commands[.deliverSM] == submitted)
        #expect(commands[.deliverSMResp] == submitted)
        #expect(commands[.bindTransceiver] == 3)
        #expect(commands[.unbindResp] == 3)
    }

    @Test func aFullDiskIsSaidAndTheServerServesOn() throws {
        let server = try startSMSC { $0.pduLog = "/dev/full" }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        for _ in 0..<5 {
            _ = try client.submit(message())
            _ = try client.receiveReceipt()
        }
        let taps = try #require(server.stop().taps)
        #expect(taps.failure == "cannot write /dev/full: No space left on device")
        #expect(taps.logged == 0)
        #expect(taps.notLogged > 0)
    }

    @Test func aFileThatCannotBeWrittenIsSaidAtTheStart() {
        let error = #expect(throws: MockSMSCError.self) {
            try startSMSC { $0.pduLog = "/nowhere/pdus.log" }
        }
        #expect(error?.message == "cannot write /nowhere/pdus.log: No such file or directory")
    }
}

// The resolved profile in the result: complete, without secrets, and the hash that names the load.

import Foundation
import Profiles
import Testing

@Suite struct ResolvedJSONTests {
    @Test func theJSONIsReadableAndHoldsWhatWasDecided() throws {
        let profile = try load(
            words("run --sessions 8 --rate 6000/m --set tags.a\"\\\n\u{1}=é --out json=x"))
        let object = try JSONSerialization.jsonObject(with: Data(profile.resolved.json.utf8))
        let root = try #require(object as? [String: Any])
        #expect(root["shards"] as? Int == 2)
        #expect(root["rate"] as? String == "100/s")
        #expect(root["catchUp"] as? String == "unbounded")
        #expect(root["out"] as? [String] == ["json=x"])
        #expect(root["tags"] as? [String: String] == ["a\"\\\n\u{1}": "é"])
        let smsc = try #require(root["smsc"] as? [String: Any])
        #expect(smsc["shards"] as? Int == 2)
        #expect(smsc["connectionLimit"] as? Int == 10_000)
    }

    @Test func noSecretIsInTheJSON() throws {
        let file = try TemporaryProfile(
            "{ password: 'hunter2', smsc: { accounts: ['me:hunter3'] } }")
        let json = try load(["run", file.path]).resolved.json
        #expect(!json.contains("hunter"))
        #expect(json.contains("\"accounts\":[\"me\"]"))
        let named = try load(words("run --password-env SECRET")).resolved.json
        #expect(!named.contains("s3cret"))
        #expect(named.contains("\"passwordEnv\":\"SECRET\""))
    }

    @Test func aHostLeavesTheBuiltInSMSCOut() throws {
        let json = try load(words("run --host ::1")).resolved.json
        #expect(json.contains("\"host\":\"::1\",\"port\":2775"))
        #expect(!json.contains("\"smsc\""))
    }

    @Test func stagesTakeThePlaceOfTheRate() throws {
        let json = try load(words("run --stage 5s:1/s --stage 1500ms:30/m..2/s")).resolved.json
        #expect(json.contains("\"stages\":[\"5s:1/s\",\"1500ms:1800/h..2/s\"]"))
        #expect(!json.contains("\"rate\""))
        #expect(json.contains("\"duration\":\"6500ms\""))
    }

    @Test(arguments: [
        "--host ::1 --port 99", "--host ::1 --tag a=b", "--host ::1 --quiet --no-color",
        "--host ::1 --out json=x", "--host ::1 --threshold x", "--host ::1 --set name=x",
        "--host ::1 --password-env SECRET", "--host localhost", "--host ::1 --rate max",
    ]) func theHashIgnoresWhatDoesNotChangeTheLoad(_ line: String) throws {
        let hash = try load(words("run --host ::1")).hash
        #expect(try load(["run"] + words(line)).hash == hash)
    }

    @Test func theHashTellsLoadsApart() throws {
        let lines = [
            "", "--host ::1", "--window 99", "--rate 1/s", "--rate 2/s", "--text x", "--seed 2",
            "--receipts final", "--ceiling 5/s", "--stage 1s:1/s", "--set smsc.receiptDelay=1us",
            "--sessions 2", "--bind pair", "--warmup 1s", "--count 5",
        ]
        let hashes = try lines.map { try load(["run"] + words($0)).hash }
        #expect(Set(hashes).count == lines.count)
        #expect(hashes.allSatisfy { $0.count == 16 })
    }
}

// Every rule over every file of the project, and every rule against samples that break it and near
// misses that keep it.

import Testing

@Suite("House rules", .enabled(if: Repository.isCheckout, "needs the checkout's own files"))
struct RuleTests {
    @Test(arguments: Rule.all)
    func everyFileKeepsTheRule(_ rule: Rule) throws {
        for finding in try Repository.files().flatMap(rule.findings) {
            Issue.record("\(finding)")
        }
    }

    @Test(arguments: Sample.bad)
    func ruleFindsTheFaultInTheSample(_ sample: Sample) throws {
        let rule = try #require(Rule.all.first { $0.name == sample.rule })
        let file = SourceFile(path: sample.path, text: sample.text)
        #expect(rule.findings(in: file).map(\.line) == sample.lines)
    }

    @Test(arguments: Sample.good)
    func ruleLeavesTheGoodSampleAlone(_ sample: Sample) throws {
        let rule = try #require(Rule.all.first { $0.name == sample.rule })
        let file = SourceFile(path: sample.path, text: sample.text)
        #expect(rule.findings(in: file) == [])
    }

    @Test(arguments: Rule.all)
    func everyRuleHasABadSample(_ rule: Rule) {
        #expect(Sample.bad.contains { $0.rule == rule.name })
    }
}

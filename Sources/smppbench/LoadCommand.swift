// `smppbench run` and `smppbench baseline`: one load run from the resolved profile to the exit
// status, with the built-in SMSC beside it when the profile names no host.

import LoadEngine
import MockSMSC
import Platform
import Profiles
import Results

struct LoadCommand {
    private let profile: ResolvedProfile

    init(_ profile: ResolvedProfile) {
        self.profile = profile
    }

    /// Runs, reports, and returns the exit status.
    func run() throws(CommandFailure) -> Int32 {
        let thresholds = try self.thresholds()
        let environment = Environment.capture()
        let stop = StopRequest()
        do throws(SystemError) {
            try stop.listen()
        } catch {
            throw CommandFailure(error.description)
        }
        let context = ReportContext(
            tool: Version.tool,
            profileName: profile.name,
            profile: JSONValue(profile.resolved),
            environment: environment,
            tags: Dictionary(profile.tags.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
            thresholds: thresholds)
        let outputs = try RunOutputs(profile)
        let journal = RunJournal(outputs.journal)
        let result: RunResult
        let watch = RunWatch()
        do throws(CommandFailure) {
            result = try load(stop, context, journal)
        } catch {
            outputs.discard()
            throw error
        }
        var report = report(result, context)
        watch.finish(in: &report.environment)
        if let problem = journal.end(report) { report.notes.append(problem) }
        return finish(result, report, outputs)
    }

    private func report(_ result: RunResult, _ context: ReportContext) -> RunReport {
        var report = RunReport(result, context: context)
        report.profileHash = profile.hash
        return report
    }

    /// The thresholds as module Results reads them.
    private func thresholds() throws(CommandFailure) -> [Threshold] {
        var thresholds: [Threshold] = []
        var problems: [String] = []
        for text in profile.thresholds {
            do throws(ThresholdError) {
                thresholds.append(try Threshold(parsing: text.expression))
            } catch {
                let nearest = error.nearest.map { "; nearest: \($0)" } ?? ""
                problems.append(
                    "\(text.origin) \"\(error.expression)\": \(error.problem); allowed "
                        + error.allowed.joined(separator: ", ") + nearest)
            }
        }
        guard problems.isEmpty else { throw CommandFailure(UsageError(problems)) }
        return thresholds
    }

    /// Starts the built-in SMSC if there is to be one, and runs the plan against the target.
    private func load(
        _ stop: StopRequest, _ context: ReportContext, _ journal: RunJournal
    ) throws(CommandFailure) -> RunResult {
        var plan = profile.plan
        var server: MockSMSC?
        if let configuration = profile.builtInSMSC {
            do throws(MockSMSCError) {
                let started = try MockSMSC(configuration)
                direct(&plan, to: started)
                server = started
            } catch {
                throw CommandFailure(error.message)
            }
        }
        let metrics = try metricsEndpoint(plan)
        defer { metrics?.end() }
        let run: LoadRun
        do throws(LoadError) {
            run = try LoadRun(plan)
        } catch {
            throw CommandFailure(error.message)
        }
        stop.attach(run)
        let live = LiveDisplay(on: screen, plan: plan, quiet: profile.quiet, color: color)
        if let metrics, !profile.quiet { screen.write("metrics at \(metrics.url)\n") }
        live.begin(opening(plan), run)
        let result = run.run { event in
            switch event {
            case .started(let wallClock):
                var empty = RunResult(plan: plan)
                empty.startedAtWallClock = wallClock
                journal.begin(report(empty, context))
            case .second(let interval, let phases, let standing):
                journal.add(interval, phases, standing, plan)
            }
        } onInterval: {
            metrics?.add($0)
            live.show($0, $1)
        }
        live.end()
        server?.stop()
        return result
    }

    /// Serves the run's numbers, if that was asked for.
    private func metricsEndpoint(_ plan: LoadPlan) throws(CommandFailure) -> MetricsEndpoint? {
        guard let address = profile.metrics else { return nil }
        do throws(SystemError) {
            return try MetricsEndpoint(
                host: address.host, port: address.port, profile: profile.name, plan: plan)
        } catch {
            throw CommandFailure("--metrics: \(error.description)")
        }
    }

    /// Points the plan at the built-in SMSC; a certificate it has made is trusted, and no other.
    private func direct(_ plan: inout LoadPlan, to server: MockSMSC) {
        plan.target.port = server.port
        guard let tls = plan.tls else { return }
        plan.target.port = server.tlsPort ?? server.port
        if tls.trust == .system, let certificate = server.madeCertificate {
            plan.tls?.trust = .certificates(certificate)
        }
    }

    /// `baseline: closed loop, 1 session, window 1000, 20s, built-in SMSC at 127.0.0.1:40123`.
    private func opening(_ plan: LoadPlan) -> String {
        let loop = plan.load == .windowDriven ? "closed loop" : "open loop"
        let sessions = plan.sessions.count == 1 ? "1 session" : "\(plan.sessions.count) sessions"
        let target = (plan.tls == nil ? "" : "TLS ") + endpoint(plan.target.host, plan.target.port)
        let whose = profile.builtInSMSC == nil ? "SMSC" : "built-in SMSC"
        return "\(profile.name): \(loop), \(sessions), window \(plan.window), \(whose) at \(target)"
    }

    /// Shows and keeps the report.
    private func finish(
        _ result: RunResult, _ report: RunReport, _ outputs: RunOutputs
    ) -> Int32 {
        if case .failed(let reason) = result.end {
            StandardStream.error.write(reason + "\n")
        }
        if result.end == .interrupted && result.phases.isEmpty {
            StandardStream.error.write("interrupted before the first message\n")
        }
        let began = !result.phases.isEmpty
        if began {
            screen.write(TextReport.text(report, color: color))
        } else if outputs.folder != nil, result.end != .interrupted {
            // Nothing was measured: the line on standard error is all there is to say.
            outputs.discard()
            return report.verdict.exitStatus
        }
        let problems = outputs.write(report)
        for line in problems { StandardStream.error.write(line + "\n") }
        if problems.isEmpty { outputs.discardJournal() }
        if let folder = outputs.folder, problems.isEmpty, !profile.quiet {
            screen.write("result in \(folder)\n")
        }
        return problems.isEmpty ? report.verdict.exitStatus : Verdict.ExitStatus.failed.rawValue
    }

    /// Where a person reads: standard output, unless a file of the result goes there.
    private var screen: StandardStream {
        profile.outputs.contains(where: \.isStandardOutput) ? .error : .output
    }

    private var color: Bool {
        screen.showsColor(unless: profile.noColor)
    }
}

// `smppbench doctor`: looks at this machine for a second and says what would spoil a measurement.

import Platform
import Profiles
import Results

struct DoctorCommand {
    private let request: DoctorRequest

    init(_ request: DoctorRequest) {
        self.request = request
    }

    func run() throws(CommandFailure) -> Int32 {
        let report = DoctorReport(.find(), tool: Version.tool)
        if request.outputs.isEmpty {
            let color = StandardStream.output.showsColor(unless: request.noColor)
            StandardStream.output.write(report.text(color: color))
        }
        for output in request.outputs {
            do {
                try output.write(try text(of: report, as: output.format))
            } catch let error as ResultWriteError {
                throw CommandFailure(error.description)
            } catch {
                throw CommandFailure(ResultWriteError(path: output.path, error).description)
            }
        }
        let found = report.diagnosis.grade
        let fails =
            switch request.failOn {
            case .bad: found == .bad
            case .warning: found == .bad || found == .warning
            case nil: false
            }
        return fails ? Verdict.ExitStatus.invalid.rawValue : Verdict.ExitStatus.met.rawValue
    }

    private func text(
        of report: DoctorReport, as format: OutputRequest.Format
    ) throws -> String {
        switch format {
        case .json: try report.json()
        case .markdown: report.markdown()
        default: report.text()
        }
    }
}

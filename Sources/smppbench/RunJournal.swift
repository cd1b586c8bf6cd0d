// The journal of a run, written while it goes on: a line a second, on a thread of its own, so that a
// slow disk holds nothing up. What cannot be written is told once, and the run goes on without.

import LoadEngine
import Platform
import Results
import Synchronization

final class RunJournal: Sendable {
    private struct Queue {
        /// Made on the journal's thread: histograms are compressed there.
        var waiting: [@Sendable () -> JournalRecord] = []
        var isOver = false
    }

    /// The thread looks for records so often.
    private static let pause: Int64 = 20_000_000

    /// Where the journal is; nil: nowhere, nothing is written.
    let path: String?
    private let queue = Mutex(Queue())
    private let thread = Mutex<ShardThread?>(nil)
    private let problem = Mutex<String?>(nil)

    init(_ path: String?) {
        self.path = path
    }

    /// Begins the file with its head, the result of a run that has measured nothing yet.
    func begin(_ head: RunReport) {
        guard let path else { return }
        do throws(SystemError) {
            let file = try AppendedFile(path)
            add { JournalRecord(head: head) }
            let started = try ShardThread(name: "journal") { self.write(to: file) }
            thread.withLock { $0 = started }
        } catch {
            tell(error)
        }
    }

    /// Adds a second.
    func add(
        _ interval: IntervalResult, _ phases: [PhaseResult], _ standing: RunStanding,
        _ plan: LoadPlan
    ) {
        guard thread.withLock({ $0 != nil }) else { return }
        add { JournalRecord(interval, phases, standing, plan) }
    }

    /// Ends the journal with the result; returns what kept it from being whole, in one line.
    func end(_ result: RunReport) -> String? {
        guard let thread = thread.withLock({ $0 }) else { return problem.withLock { $0 } }
        add { JournalRecord(end: result) }
        queue.withLock { $0.isOver = true }
        thread.join()
        return problem.withLock { $0 }
    }

    private func add(_ record: @escaping @Sendable () -> JournalRecord) {
        queue.withLock { $0.waiting.append(record) }
    }

    /// The thread: writes what waits until the run is over, or the disk is full.
    private func write(to file: AppendedFile) {
        var canWrite = true
        while true {
            let (records, isOver) = queue.withLock { queue in
                defer { queue.waiting.removeAll() }
                return (queue.waiting, queue.isOver)
            }
            for record in records where canWrite {
                // Only a number that JSON cannot hold makes a record that is no line.
                guard let line = try? record().line() else { continue }
                do throws(SystemError) {
                    try file.append(line)
                } catch {
                    canWrite = false
                    tell(error)
                }
            }
            if isOver { return }
            if records.isEmpty { Clock.rest(Self.pause) }
        }
    }

    private func tell(_ error: SystemError) {
        let line = "\(error.description); the run goes on without its journal"
        problem.withLock { $0 = line }
        StandardStream.error.write(line + "\n")
    }
}

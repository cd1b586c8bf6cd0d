// The parts of a report that follow from its phases, set anew: for a result that is put together
// from several, or from a journal. A run's own report is built in RunReport+Building.swift.

import LoadEngine
import Metrics

extension RunReport {
    /// Sets everything that follows from `phases`, whose starts count from the run's.
    ///
    /// `targets` are the phases' target rates by name, none in a closed loop; `steady` says by name
    /// whether they stood still.
    mutating func setMeasured(
        _ phases: [PhaseResult], targets: [String: Double], steady: [String: SteadyState],
        idForm: String?
    ) {
        let receipts = plan.receipts != "none"
        func rates(_ phase: PhaseResult?) -> Rates {
            Rates(phase, targetTPS: phase.flatMap { targets[$0.name] }, receipts: receipts)
        }
        func reported(_ phase: PhaseResult, _ rates: Rates) -> Phase {
            Phase(
                phase, startedAt: phase.startedAt, rates: rates,
                steady: steady[phase.name]
                    ?? SteadyState(isSteady: nil, reasons: ["not judged"], slices: 0),
                idForm: idForm)
        }
        let measured = phases.last { $0.name == "measure" }
        self.phases = phases.map { reported($0, rates($0)) }
        let phase = reported(
            measured ?? PhaseResult(name: "measure", startedAt: 0, duration: 0), rates(measured))
        counts = phase.counts
        commandStatus = phase.commandStatus
        self.rates = phase.rates
        latency = phase.latency
        serviceTime = phase.serviceTime
        sendLag = phase.sendLag
        sendLagParts = phase.sendLagParts
        receiptStates = phase.receiptStates
        throttledServiceTime = phase.throttledServiceTime
        receipt = phase.receipt
        histograms = phase.histograms
        thresholds = thresholds.compactMap { outcome in
            (try? Threshold(parsing: outcome.expression))?.evaluate(measured, phase.rates)
        }
    }
}

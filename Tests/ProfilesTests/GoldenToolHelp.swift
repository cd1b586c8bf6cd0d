// The help of the commands that load nothing, word for word: made with `smppbench COMMAND --help`,
// read before it is pinned here.

let goldenReport = """
    smppbench report RESULT… [FLAGS]

    A stored result again, as text or in another format.

    Flags
      --out FORMAT=FILE         a file to write; - is standard output [FORMAT json, text, html, csv,
                                junit, markdown, hgrm, hlog, prometheus, github, bencher; repeatable]
      --no-color                no colours on a terminal
      --help                    this text

    Examples
      smppbench report result.json
          the summary a run ended with
      smppbench report result.json --out text=summary.txt
          the same into a file

    Exit status
      0 shown · 1 a file could not be read or written · 104 bad arguments

    """

let goldenMerge = """
    smppbench merge RESULT RESULT… [FLAGS]

    The exact union of several machines' results.

    Flags
      --out FORMAT=FILE         a file to write; - is standard output [FORMAT json, text, html, csv,
                                junit, markdown, hgrm, hlog, prometheus, github, bencher; repeatable]
      --no-color                no colours on a terminal
      --help                    this text

    Examples
      smppbench merge a.json b.json
          the summary of both together
      smppbench merge a.json b.json c.json --out json=all.json
          one result; status 98 when a part is missing or another profile's

    Exit status
      0 whole and thresholds met · 1 a file could not be read or written · 98 not a valid whole
      99 a threshold failed · 104 bad arguments

    """

let goldenCompare = """
    smppbench compare BASE… --with NEW… [FLAGS]

    Whether new results are worse or better than older ones, by several runs of each.

    Flags
      --with FILE               the new results, also all files after it; with --run a command
                                [repeatable]
      --run COMMAND             measure in turn, this and --with's command; {out} is the result's file,
                                else --out json=FILE is added
      --pairs N                 runs of each with --run; 10 [1…50]
      --unpaired                the results are no pairs; so if unequally many
      --gate METRIC             a metric that decides, at most five; else throughput and cost, with a
                                rate also latency [achievedTPS, acceptedTPS, latency.p50, latency.p99,
                                serviceTime.p50, serviceTime.p99, receipt.p95, cpuNanosecondsPerMessage,
                                systemCallsPerMessage, allocationsPerMessage; repeatable]
      --margin METRIC=5%        the change of a metric that is let pass [repeatable]
      --fail-on inconclusive    status 98 also if a gated metric is not sure
      --out FORMAT=FILE         a file to write; - is standard output [FORMAT text, markdown, json,
                                html; repeatable]
      --no-color                no colours on a terminal
      --help                    this text

    Examples
      smppbench compare base/*.json --with new/*.json
          the first of each are a pair, the second of each, and so on
      smppbench compare base/*.json --with new/*.json --gate latency.p99 --margin latency.p99=20%
          one metric decides; it may rise by a fifth
      smppbench compare --run './old run ci.json5' --with './new run ci.json5'
          ten pairs of runs in turn, ten more if those leave it open

    Exit status
      0 same · 2 regression · 4 improvement only · 5 baseline missing · 98 not comparable
      1 a file could not be read or written, or a command failed · 104 bad arguments
      105 interrupted (the pairs measured are judged)

    """

let goldenDoctor = """
    smppbench doctor [FLAGS]

    What on this machine would spoil a measurement, and how to mend it.

    Flags
      --fail-on warning|bad     status 98 if there is a finding so bad
      --out FORMAT=FILE         a file to write; - is standard output [FORMAT text, markdown, json;
                                repeatable]
      --no-color                no colours on a terminal
      --help                    this text

    Examples
      smppbench doctor
          a second's look, the worst first
      smppbench doctor --fail-on bad --out json=doctor.json
          before a measurement in CI: status 98 on a machine not worth measuring with

    Exit status
      0 looked, whatever was found · 1 a file could not be written · 104 bad arguments
      98 with --fail-on: there is one of those findings

    """

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

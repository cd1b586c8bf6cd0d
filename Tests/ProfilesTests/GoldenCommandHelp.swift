// The help of the commands, word for word: made with `smppbench COMMAND --help`, read before it is
// pinned here.

let goldenOverview = """
    smppbench loads an SMPP 3.4 server at an exact rate and measures it.

    Commands
      run       one load run against an SMSC, or against the built-in one when no host is named
      baseline  what this machine itself can do: the shipped profile, built-in SMSC
      smsc      the built-in SMSC alone, until SIGTERM or SIGINT
      report    a stored result again, as text or in another format
      merge     the exact union of several machines' results
      compare   whether new results are worse or better than older ones, by several runs of each
      doctor    what on this machine would spoil a measurement, and how to mend it
      help      this text; help COMMAND, help keys

    smppbench COMMAND --help tells its flags, smppbench --version the version.

    """

let goldenRun = """
    smppbench run [PROFILE] [FLAGS]

    One load run against an SMSC, or against the built-in one when no host is named.

    Target
      --host HOST               SMSC to load; without one the built-in SMSC is started
      --port PORT               its TCP port; 3443 with tls [1…65535; default 2775]
      --tls                     TLS 1.2 or newer; the SMSC's certificate is verified, with its name
      --tls-ca FILE             PEM file of whom to trust in place of the system's authorities
      --tls-insecure            any certificate will do; the result says so
      --tls-certificate FILE    PEM file of the certificate to show when asked for one
      --tls-key FILE            PEM file of its key; the same file

    Sessions
      --system-id ID            system_id of the bind [at most 15 characters; default smppbench]
      --password-env NAME       environment variable that holds the password
      --password-file FILE      file that holds the password
      --bind MODE               how sessions bind; pair is a transmitter and a receiver [transceiver,
                                transmitter, receiver or pair; default transceiver]
      --sessions N              connections; with bind pair, pairs of connections [1…10000; default 1]
      --window N                submit_sm without a response allowed per session [1…65536; default 100]
      --shards N                sender threads, at most one per session [1…1024 or auto; default auto]
      --reconnect MODE          whether a lost session connects and binds again [auto or none; default
                                auto]
      --in-doubt WHAT           messages a lost session left unanswered: counted, or submitted again
                                [count or resubmit; default count]
      --on-throttle HOW         after ESME_RTHROTTLED or ESME_RMSGQFUL: count, send again, pause the
                                session, go slower [count, retry:500ms, pause:1s, slow:0.8; default
                                count]

    Load
      --rate RATE               messages by schedule (open loop), or max: as the window allows (closed
                                loop) [100/s, 6000/m, 3600000/h or max; default max]
      --duration TIME           length of the measured part [1ms…168h; default 30s]
      --count N                 stop after this many messages; without a duration it takes as long as it
                                takes [1…1000000000000]
      --warmup TIME             load before the measured part, reported apart [0s…168h; default 0s]
      --drain TIME              longest wait for receipts after the last response [0s…168h; default 30s]
      --stage STAGE             one stretch of the schedule after another, in place of rate and duration
                                [30s:100/s, or 30s:100/s..500/s for a ramp, with ,window=20 and
                                ,mix=otp:1+promo:3; repeatable]
      --segment PART            the part of the schedule that this machine sends; ceilings are divided
                                too [2/5 or none; default none]
      --start-at WHEN           when the schedule starts; bound: as soon as every session is bound
                                [2026-01-31T12:00:00Z, seconds since 1970, +30s or bound; default bound]
      --arrivals LAW            law of the gaps between messages of a schedule [constant or poisson;
                                default constant]
      --catch-up HOW            late messages: dropped, at most so much faster, at once; auto: none with
                                a ceiling [none, bounded:1.1, unbounded or auto; default auto]
      --seed N                  seed of everything random [default 1]

    Ceilings
      --ceiling RATE            never more messages, or segments, than this in any second, all sessions
                                together [100/s, 6000/m, 100seg/s for segments, 100/s,150seg/s for both
                                or none; default none]
      --ceiling-account RATE    the same for the sessions of one system_id [100/s, 6000/m, 100seg/s for
                                segments, 100/s,150seg/s for both or none; default none]
      --ceiling-session RATE    the same for each session [100/s, 6000/m, 100seg/s for segments,
                                100/s,150seg/s for both or none; default none]
      --ceiling-guard TIME      added to the ceiling's second against jitter on the way, at the cost of
                                that much rate [0s…1s; default 500us]
      --ceiling-burst N         what 10 ms and 100 ms may hold beyond their share; auto: 1% of the
                                ceiling, or 1 [0…1000000 or auto; default auto]

    Message
      --text TEXT               short_message; GSM alphabet, else UCS-2; at most 254 bytes on the wire
                                [default smppbench load test message]
      --source ADDRESS          source_addr [at most 20 characters; default smppbench]
      --destination ADDRESS     destination_addr [at most 20 characters; default 12025550123]

    Receipts
      --receipts WHICH          final: ask for a delivery receipt per message, and match it; all: count
                                those before [none, final or all; default none]
      --receipt-ids FORM        ids in receipts as in the responses, or in another base; auto: found out
                                [auto, same, hex-decimal or decimal-hex; default auto]

    Result
      --threshold EXPR          a limit such as "latency.p99 < 50ms" or "throttled == 0" [repeatable]
      --out FORMAT=FILE         a file to write, - for standard output; without one
                                results/STARTED-PROFILE/ is made [FORMAT json, text, html, csv, junit,
                                markdown, hgrm, hlog, prometheus, github, bencher; repeatable]
      --tag NAME=VALUE          a label kept in the result [repeatable]
      --metrics ADDRESS:PORT    where the run's numbers are served for Prometheus while it goes on
                                [127.0.0.1:9400 or none; default none]
      --quiet                   no live line, the end only
      --no-color                no colours on a terminal

    Built-in SMSC
      --smsc FILE               profile whose smsc section is taken but for its ports: by the flag over
                                the section of PROFILE, by the key beneath it

    Everything else
      --set KEY=VALUE           any profile key; smppbench help keys lists them
      --help                    this text

    TIME is a number with us, ms, s, m or h, such as 500ms or 30s.

    Examples
      smppbench run
          closed loop against the built-in SMSC
      smppbench run --rate 1000/s --receipts final --threshold 'latency.p99 < 50ms'
          open loop with receipts; status 99 when the threshold fails
      smppbench run Profiles/steady.json5 --host smpp.example.net --rate 25/s --ceiling 30/s
          a provider: never more than 30 messages in any second
      smppbench run Profiles/ramp.json5 --out json=ramp.json
          a profile, its result where a script wants it

    Exit status
      0 thresholds met · 1 runtime failure · 98 measurement invalid · 99 a threshold failed
      104 bad profile or flags · 105 interrupted (the result is still written)

    """

let goldenBaseline = """
    smppbench baseline [FLAGS]

    What this machine itself can do: the shipped profile, built-in SMSC.

    Target
      --tls                     TLS 1.2 or newer; the SMSC's certificate is verified, with its name
      --tls-ca FILE             PEM file of whom to trust in place of the system's authorities
      --tls-insecure            any certificate will do; the result says so
      --tls-certificate FILE    PEM file of the certificate to show when asked for one
      --tls-key FILE            PEM file of its key; the same file

    Sessions
      --system-id ID            system_id of the bind [at most 15 characters; default smppbench]
      --password-env NAME       environment variable that holds the password
      --password-file FILE      file that holds the password
      --bind MODE               how sessions bind; pair is a transmitter and a receiver [transceiver,
                                transmitter, receiver or pair; default transceiver]
      --sessions N              connections; with bind pair, pairs of connections [1…10000; default 1]
      --window N                submit_sm without a response allowed per session [1…65536; default 100]
      --shards N                sender threads, at most one per session [1…1024 or auto; default auto]
      --reconnect MODE          whether a lost session connects and binds again [auto or none; default
                                auto]
      --in-doubt WHAT           messages a lost session left unanswered: counted, or submitted again
                                [count or resubmit; default count]
      --on-throttle HOW         after ESME_RTHROTTLED or ESME_RMSGQFUL: count, send again, pause the
                                session, go slower [count, retry:500ms, pause:1s, slow:0.8; default
                                count]

    Load
      --rate RATE               messages by schedule (open loop), or max: as the window allows (closed
                                loop) [100/s, 6000/m, 3600000/h or max; default max]
      --duration TIME           length of the measured part [1ms…168h; default 30s]
      --count N                 stop after this many messages; without a duration it takes as long as it
                                takes [1…1000000000000]
      --warmup TIME             load before the measured part, reported apart [0s…168h; default 0s]
      --drain TIME              longest wait for receipts after the last response [0s…168h; default 30s]
      --stage STAGE             one stretch of the schedule after another, in place of rate and duration
                                [30s:100/s, or 30s:100/s..500/s for a ramp, with ,window=20 and
                                ,mix=otp:1+promo:3; repeatable]
      --segment PART            the part of the schedule that this machine sends; ceilings are divided
                                too [2/5 or none; default none]
      --start-at WHEN           when the schedule starts; bound: as soon as every session is bound
                                [2026-01-31T12:00:00Z, seconds since 1970, +30s or bound; default bound]
      --arrivals LAW            law of the gaps between messages of a schedule [constant or poisson;
                                default constant]
      --catch-up HOW            late messages: dropped, at most so much faster, at once; auto: none with
                                a ceiling [none, bounded:1.1, unbounded or auto; default auto]
      --seed N                  seed of everything random [default 1]

    Ceilings
      --ceiling RATE            never more messages, or segments, than this in any second, all sessions
                                together [100/s, 6000/m, 100seg/s for segments, 100/s,150seg/s for both
                                or none; default none]
      --ceiling-account RATE    the same for the sessions of one system_id [100/s, 6000/m, 100seg/s for
                                segments, 100/s,150seg/s for both or none; default none]
      --ceiling-session RATE    the same for each session [100/s, 6000/m, 100seg/s for segments,
                                100/s,150seg/s for both or none; default none]
      --ceiling-guard TIME      added to the ceiling's second against jitter on the way, at the cost of
                                that much rate [0s…1s; default 500us]
      --ceiling-burst N         what 10 ms and 100 ms may hold beyond their share; auto: 1% of the
                                ceiling, or 1 [0…1000000 or auto; default auto]

    Message
      --text TEXT               short_message; GSM alphabet, else UCS-2; at most 254 bytes on the wire
                                [default smppbench load test message]
      --source ADDRESS          source_addr [at most 20 characters; default smppbench]
      --destination ADDRESS     destination_addr [at most 20 characters; default 12025550123]

    Receipts
      --receipts WHICH          final: ask for a delivery receipt per message, and match it; all: count
                                those before [none, final or all; default none]
      --receipt-ids FORM        ids in receipts as in the responses, or in another base; auto: found out
                                [auto, same, hex-decimal or decimal-hex; default auto]

    Result
      --threshold EXPR          a limit such as "latency.p99 < 50ms" or "throttled == 0" [repeatable]
      --out FORMAT=FILE         a file to write, - for standard output; without one
                                results/STARTED-PROFILE/ is made [FORMAT json, text, html, csv, junit,
                                markdown, hgrm, hlog, prometheus, github, bencher; repeatable]
      --tag NAME=VALUE          a label kept in the result [repeatable]
      --metrics ADDRESS:PORT    where the run's numbers are served for Prometheus while it goes on
                                [127.0.0.1:9400 or none; default none]
      --quiet                   no live line, the end only
      --no-color                no colours on a terminal

    Built-in SMSC
      --smsc FILE               profile whose smsc section is taken but for its ports: by the flag over
                                the section of PROFILE, by the key beneath it

    Everything else
      --set KEY=VALUE           any profile key; smppbench help keys lists them
      --help                    this text

    TIME is a number with us, ms, s, m or h, such as 500ms or 30s.

    Examples
      smppbench baseline
          20 s on this machine, with a receipt per message
      smppbench baseline --duration 5s --window 10000 --receipts none
          shorter, a wider window, responses only

    Exit status
      0 thresholds met · 1 runtime failure · 98 measurement invalid · 99 a threshold failed
      104 bad profile or flags · 105 interrupted (the result is still written)

    """

let goldenSMSC = """
    smppbench smsc [PROFILE] [FLAGS]

    The built-in SMSC alone, until SIGTERM or SIGINT.

    Result
      --quiet                   no live line, the end only
      --no-color                no colours on a terminal

    Built-in SMSC
      --address HOST            local address to listen on [default 127.0.0.1]
      --port PORT               port to listen on, 0 for a free one; default 2775, a free one inside a
                                run [0…65535]
      --tls-port PORT           port for TLS beside it, 0 for a free one; none without this or a
                                certificate [0…65535]
      --tls-certificate FILE    PEM file of its certificate; without one a throw-away one is made
      --tls-key FILE            PEM file of its key; the same file
      --tls-client-ca FILE      PEM file of whose certificates an ESME must show; without, none
      --system-id ID            the one system_id that may bind; without any, all may [at most 15
                                characters]
      --password-env NAME       environment variable that holds its password
      --password-file FILE      file that holds its password
      --shards N                threads that serve connections [1…1024 or auto; default auto]
      --maximum-binds N         binds of an account at once [0…1000000]
      --response-delay DELAY    from an accepted submit_sm to its response [default 0s]
      --receipt-delay DELAY     from the submit_sm_resp to the delivery receipt [default 0s]
      --pdu-log FILE            a line for every PDU: time, peer, in or out, name, sequence_number,
                                status, fields
      --pcap FILE               a capture file of the connections for Wireshark; of TLS what is inside

    Everything else
      --set KEY=VALUE           any profile key; smppbench help keys lists them
      --help                    this text

    TIME is a number with us, ms, s, m or h, such as 500ms or 30s.
    DELAY is a TIME, or drawn anew each time: uniform:5ms..15ms, normal:10ms+-2ms,
    lognormal:10ms..80ms (median..p99), exponential:10ms, or mix:80%=10ms,15%=100ms,5%=1s.

    Examples
      smppbench smsc --port 2775
          accepts any credentials
      smppbench smsc --port 0 --system-id ID --password-env SECRET
          a free port (printed), one account

    Exit status
      0 stopped by a signal · 1 could not listen · 104 bad profile or flags

    """

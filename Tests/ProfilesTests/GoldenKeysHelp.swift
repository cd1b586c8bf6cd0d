// The list of all profile keys, word for word: made with `smppbench help keys`, read before it is
// pinned here.

let goldenKeys = """
    A profile is a JSON5 file: comments, trailing commas and unquoted keys are allowed.
    A key with a dot stands in a section: smsc.port is { smsc: { port: 2775 } }.
    A flag wins over the profile, a later flag over an earlier one. The command smsc reads the
    smsc section and leaves the rest alone, so run and smsc can share a profile.
    A text stays on its line, and keys have no escapes; all else of JSON5 may be used.
    TIME is a number with us, ms, s, m or h, such as 500ms or 30s.
    DELAY is a TIME, or drawn anew each time: uniform:5ms..15ms, normal:10ms+-2ms,
    lognormal:10ms..80ms (median..p99), exponential:10ms, or mix:80%=10ms,15%=100ms,5%=1s.

    Target
      host                          SMSC to load; without one the built-in SMSC is started [--host HOST]
      port                          its TCP port; 3443 with tls [--port PORT; 1…65535; default 2775]
      tls                           TLS 1.2 or newer; the SMSC's certificate is verified, with its name
                                    [--tls]
      tlsCA                         PEM file of whom to trust in place of the system's authorities
                                    [--tls-ca FILE]
      tlsInsecure                   any certificate will do; the result says so [--tls-insecure]
      tlsCertificate                PEM file of the certificate to show when asked for one
                                    [--tls-certificate FILE]
      tlsKey                        PEM file of its key; the same file [--tls-key FILE]
      connectTimeout                limit for connecting and binding all sessions [TIME; 1ms…10m;
                                    default 10s]

    Sessions
      systemID                      system_id of the bind [--system-id ID; at most 15 characters;
                                    default smppbench]
      password                      password of the bind; better named than written down [TEXT; at most
                                    8 characters]
      passwordEnv                   environment variable that holds the password [--password-env NAME]
      passwordFile                  file that holds the password [--password-file FILE]
      systemType                    system_type of the bind [TEXT; at most 12 characters]
      interfaceVersion              interface_version of the bind; 52 is 0x34, SMPP 3.4 [N; 0…255;
                                    default 52]
      addressTON                    addr_ton of the bind [N; 0…255; default 0]
      addressNPI                    addr_npi of the bind [N; 0…255; default 0]
      addressRange                  address_range of the bind [TEXT; at most 40 characters]
      bind                          how sessions bind; pair is a transmitter and a receiver [--bind
                                    MODE; transceiver, transmitter, receiver or pair; default
                                    transceiver]
      sessions                      connections; with bind pair, pairs of connections [--sessions N;
                                    1…10000; default 1]
      window                        submit_sm without a response allowed per session [--window N;
                                    1…65536; default 100]
      shards                        sender threads, at most one per session [--shards N; 1…1024 or auto;
                                    default auto]
      firstCPU                      pin sender thread i to processor CPU + i [CPU; 0…4095, auto or none;
                                    default none]
      responseTimeout               a submit_sm without a response for this long has timed out [TIME;
                                    1ms…1h; default 1m]
      enquireLinkInterval           silence after which enquire_link is sent; 0s is never [TIME;
                                    0s…168h; default 30s]
      receiveClock                  who times what comes in: the kernel, or the thread once it has read
                                    it [CLOCK; kernel or user; default kernel]
      reconnect                     whether a lost session connects and binds again [--reconnect MODE;
                                    auto or none; default auto]
      reconnectDelay                longest wait before the first attempt; doubled for each one that
                                    fails [TIME; 1ms…10m; default 1s]
      reconnectLimit                no wait before an attempt is longer [TIME; 1ms…10m; default 30s]
      reconnectTimeout              a run that had no session for this long has failed [TIME; 1s…168h;
                                    default 5m]
      inDoubt                       messages a lost session left unanswered: counted, or submitted again
                                    [--in-doubt WHAT; count or resubmit; default count]
      onThrottle                    after ESME_RTHROTTLED or ESME_RMSGQFUL: count, send again, pause the
                                    session, go slower [--on-throttle HOW; count, retry:500ms, pause:1s,
                                    slow:0.8; default count]
      retryLimit                    times a throttled message is sent again with onThrottle retry [N;
                                    0…255; default 3]

    Load
      rate                          messages by schedule (open loop), or max: as the window allows
                                    (closed loop) [--rate RATE; 100/s, 6000/m, 3600000/h or max; default
                                    max]
      duration                      length of the measured part [--duration TIME; 1ms…168h; default 30s]
      count                         stop after this many messages; without a duration it takes as long
                                    as it takes [--count N; 1…1000000000000]
      warmup                        load before the measured part, reported apart [--warmup TIME;
                                    0s…168h; default 0s]
      drain                         longest wait for receipts after the last response [--drain TIME;
                                    0s…168h; default 30s]
      stages                        one stretch of the schedule after another, in place of rate and
                                    duration [--stage STAGE; 30s:100/s, or 30s:100/s..500/s for a ramp,
                                    with ,window=20 and ,mix=otp:1+promo:3; repeatable]
      segment                       the part of the schedule that this machine sends; ceilings are
                                    divided too [--segment PART; 2/5 or none; default none]
      startAt                       when the schedule starts; bound: as soon as every session is bound
                                    [--start-at WHEN; 2026-01-31T12:00:00Z, seconds since 1970, +30s or
                                    bound; default bound]
      arrivals                      law of the gaps between messages of a schedule [--arrivals LAW;
                                    constant or poisson; default constant]
      catchUp                       late messages: dropped, at most so much faster, at once; auto: none
                                    with a ceiling [--catch-up HOW; none, bounded:1.1, unbounded or
                                    auto; default auto]
      lateness                      with catchUp none, a message later than this is missed; auto: 10ms
                                    or one gap [TIME; 0s…1h or auto; default auto]
      seed                          seed of everything random [--seed N; default 1]

    Ceilings
      ceiling                       never more messages, or segments, than this in any second, all
                                    sessions together [--ceiling RATE; 100/s, 6000/m, 100seg/s for
                                    segments, 100/s,150seg/s for both or none; default none]
      ceilingAccount                the same for the sessions of one system_id [--ceiling-account RATE;
                                    100/s, 6000/m, 100seg/s for segments, 100/s,150seg/s for both or
                                    none; default none]
      ceilingSession                the same for each session [--ceiling-session RATE; 100/s, 6000/m,
                                    100seg/s for segments, 100/s,150seg/s for both or none; default
                                    none]
      ceilingGuard                  added to the ceiling's second against jitter on the way, at the cost
                                    of that much rate [--ceiling-guard TIME; 0s…1s; default 500us]
      ceilingBurst                  what 10 ms and 100 ms may hold beyond their share; auto: 1% of the
                                    ceiling, or 1 [--ceiling-burst N; 0…1000000 or auto; default auto]

    Message
      message.text                  short_message; GSM alphabet, else UCS-2; at most 254 bytes on the
                                    wire [--text TEXT; default smppbench load test message]
      message.source                source_addr [--source ADDRESS; at most 20 characters; default
                                    smppbench]
      message.sourceTON             source_addr_ton; auto: 1 for digits, 5 for text [N; 0…255 or auto;
                                    default auto]
      message.sourceNPI             source_addr_npi; auto: 1 for digits, 0 for text [N; 0…255 or auto;
                                    default auto]
      message.destination           destination_addr [--destination ADDRESS; at most 20 characters;
                                    default 12025550123]
      message.destinationTON        dest_addr_ton [N; 0…255; default 1]
      message.destinationNPI        dest_addr_npi [N; 0…255; default 1]
      message.serviceType           service_type [TEXT; at most 5 characters]
      message.esmClass              esm_class [N; 0…255; default 0]
      message.protocolID            protocol_id [N; 0…255; default 0]
      message.priorityFlag          priority_flag [N; 0…3; default 0]
      message.scheduleDeliveryTime  schedule_delivery_time [SMPPTIME; YYMMDDhhmmsstnnp, SMPP 3.4 §
                                    7.1.1]
      message.validityPeriod        validity_period [SMPPTIME; YYMMDDhhmmsstnnp, SMPP 3.4 § 7.1.1]
      message.replaceIfPresent      replace_if_present_flag [N; 0…1; default 0]
      message.defaultMessageID      sm_default_msg_id [N; 0…255; default 0]
      messages                      several messages in turn, each the message above but for what it
                                    says itself [MESSAGE; repeatable]

    Receipts
      receipts                      final: ask for a delivery receipt per message, and match it; all:
                                    count those before [--receipts WHICH; none, final or all; default
                                    none]
      receiptIDs                    ids in receipts as in the responses, or in another base; auto: found
                                    out [--receipt-ids FORM; auto, same, hex-decimal or decimal-hex;
                                    default auto]
      receiptCapacity               receipts that may be outstanding at once [N; 1…268435456; default
                                    262144]

    Result
      thresholds                    a limit such as "latency.p99 < 50ms" or "throttled == 0"
                                    [--threshold EXPR; repeatable]
      out                           a file to write, - for standard output; without one
                                    results/STARTED-PROFILE/ is made [--out FORMAT=FILE; FORMAT json,
                                    text, html, csv, junit, markdown, hgrm, hlog, prometheus, github,
                                    bencher; repeatable]
      tags                          a label kept in the result [--tag NAME=VALUE; repeatable]
      name                          the run's name in the results folder; the profile's file name [NAME]
      metrics                       where the run's numbers are served for Prometheus while it goes on
                                    [--metrics ADDRESS:PORT; 127.0.0.1:9400 or none; default none]
      quiet                         no live line, the end only [--quiet]
      noColor                       no colours on a terminal [--no-color]

    Built-in SMSC
      smsc.profile                  profile whose smsc section is taken but for its ports: by the flag
                                    over the section of PROFILE, by the key beneath it [--smsc FILE]
      smsc.address                  local address to listen on [smsc --address HOST; default 127.0.0.1]
      smsc.port                     port to listen on, 0 for a free one; default 2775, a free one inside
                                    a run [smsc --port PORT; 0…65535]
      smsc.tlsPort                  port for TLS beside it, 0 for a free one; none without this or a
                                    certificate [smsc --tls-port PORT; 0…65535]
      smsc.tlsCertificate           PEM file of its certificate; without one a throw-away one is made
                                    [smsc --tls-certificate FILE]
      smsc.tlsKey                   PEM file of its key; the same file [smsc --tls-key FILE]
      smsc.tlsClientCA              PEM file of whose certificates an ESME must show; without, none
                                    [smsc --tls-client-ca FILE]
      smsc.account                  the one system_id that may bind; without any, all may [smsc
                                    --system-id ID; at most 15 characters]
      smsc.passwordEnv              environment variable that holds its password [smsc --password-env
                                    NAME]
      smsc.passwordFile             file that holds its password [smsc --password-file FILE]
      smsc.accounts                 more accounts that may bind; one with rules of its own has only
                                    those [ID:PASSWORD; repeatable]
      smsc.accounts.systemID        who binds [ID; at most 15 characters]
      smsc.accounts.password        its password [PASSWORD; at most 8 characters]
      smsc.accounts.allow           see smsc.allow [NETWORK; list]
      smsc.accounts.binds           see smsc.binds [KIND; list]
      smsc.accounts.maximumBinds    see smsc.maximumBinds [N; 0…1000000]
      smsc.accounts.extraBind       see smsc.extraBind [STATUS; ESME_RALYBND, 0x000D or close]
      smsc.accounts.window          see smsc.window [N; 1…1000000]
      smsc.accounts.windowExcess    see smsc.windowExcess [EXCESS; STATUS, slow-answers, stop-reading,
                                    unbind or close]
      smsc.accounts.limits          see smsc.limits [{ … }; list]
      smsc.accounts.balance         see smsc.balance [N]
      smsc.accounts.balanceUnit     see smsc.balanceUnit [UNIT; message or segment]
      smsc.accounts.emptyBalance    see smsc.emptyBalance [STATUS; ESME_RTHROTTLED or 0x0401]
      smsc.systemID                 its own system_id, in bind responses [ID; at most 15 characters;
                                    default smppbench]
      smsc.shards                   threads that serve connections [smsc --shards N; 1…1024 or auto;
                                    default auto]
      smsc.firstCPU                 pin server thread i to processor CPU + i [CPU; 0…4095, auto or none;
                                    default none]
      smsc.sessionInitTimeout       a connection must bind within this time; 0s is no limit [TIME;
                                    0s…168h; default 10s]
      smsc.enquireLinkInterval      silence after which it sends enquire_link; 0s is never [TIME;
                                    0s…168h; default 30s]
      smsc.inactivityTimeout        silence after which it closes; 0s is never [TIME; 0s…168h; default
                                    0s]
      smsc.responseTimeout          an ESME must answer within this time; 0s is no limit [TIME; 0s…168h;
                                    default 1m]
      smsc.slowReaderTimeout        an ESME that reads nothing of what waits for it is closed; 0s is
                                    never [TIME; 0s…168h; default 1m]
      smsc.pduLengthLimit           longest command_length accepted, bytes [N; 16…1048576; default
                                    70000]
      smsc.connectionLimit          connections served at once [N; 1…1000000; default 10000]
      smsc.allow                    addresses that may bind; from elsewhere a bind gets ESME_RBINDFAIL
                                    [NETWORK; 192.0.2.7, 192.0.2.0/24, 2001:db8::/32; repeatable]
      smsc.binds                    kinds of bind that are granted; another gets ESME_RBINDFAIL [KIND;
                                    transmitter, receiver or transceiver; repeatable]
      smsc.maximumBinds             binds of an account at once [smsc --maximum-binds N; 0…1000000]
      smsc.extraBind                what becomes of one bind more [STATUS; ESME_RALYBND, 0x000D or
                                    close; default ESME_RALYBND]
      smsc.window                   unanswered submit_sm of a session [N; 1…1000000]
      smsc.windowExcess             what happens to one submit_sm more [EXCESS; STATUS, slow-answers,
                                    stop-reading, unbind or close; default ESME_RTHROTTLED]
      smsc.limits                   rate limits, asked in this order, at most 4 [{ … }; repeatable]
      smsc.limits.policy            how the rate is judged [POLICY; token-bucket, fixed-window,
                                    sliding-window or minimum-gap]
      smsc.limits.rate              messages or segments a second [RATE; 100/s, 6000/m, 3600000/h]
      smsc.limits.burst             what a token bucket holds; without it one second's worth [N;
                                    1…8388608]
      smsc.limits.window            length of a fixed or sliding window; 1s without it [TIME; 1ms…168h]
      smsc.limits.scope             whose messages are counted together [SCOPE; session, account or
                                    smsc]
      smsc.limits.unit              what is counted [UNIT; message or segment]
      smsc.limits.excess            what happens to a message too many [EXCESS; STATUS, slow-answers,
                                    stop-reading, unbind or close]
      smsc.limits.penalty           after an excess everything is refused for this long [TIME; 0s…168h]
      smsc.balance                  units each account may submit; refused messages cost nothing [N]
      smsc.balanceUnit              what a unit of the balance is [UNIT; message or segment; default
                                    segment]
      smsc.emptyBalance             the answer when the balance is too low [STATUS; ESME_RTHROTTLED or
                                    0x0401; default 0x00000433]
      smsc.outcomes                 what becomes of messages: the first rule decides whose keys all fit
                                    [{ … }; repeatable]
      smsc.outcomes.status          the answer; without it ESME_ROK [STATUS; ESME_RTHROTTLED or 0x0401]
      smsc.outcomes.destination     destination_addr begins with one of these [PREFIX; list]
      smsc.outcomes.notDestination  destination_addr begins with none of these [PREFIX; list]
      smsc.outcomes.source          source_addr begins with one of these [PREFIX; list]
      smsc.outcomes.text            the text contains one of these [TEXT; list]
      smsc.outcomes.longerThan      the text has more octets [N; 0…65535]
      smsc.outcomes.dataCoding      data_coding is one of these [N; list]
      smsc.outcomes.notDataCoding   data_coding is none of these [N; list]
      smsc.outcomes.repeatWithin    the same text to the same number within this time [TIME; 1ms…168h]
      smsc.outcomes.share           in so many of a hundred cases [PERCENT; 0%…100%]
      smsc.outcomes.receipt         how an accepted message ends [STATE; UNDELIV:011, EXPIRED, NONE]
      smsc.repeatCapacity           messages that rules with repeatWithin remember [N; 4…268435456;
                                    default 65536]
      smsc.receiptStates            how accepted messages end; without it all are DELIVRD [STATES;
                                    95%=DELIVRD,3%=UNDELIV:011,2%=NONE]
      smsc.intermediateStates       what is told before the end; without it nothing [STATES;
                                    95%=DELIVRD,3%=UNDELIV:011,2%=NONE]
      smsc.responseDelay            from an accepted submit_sm to its response [smsc --response-delay
                                    DELAY; default 0s]
      smsc.rejectDelay              from a submit_sm refused by a rule to its response [DELAY; default
                                    0s]
      smsc.throttleDelay            from a submit_sm refused by a limit to its response [DELAY; default
                                    0s]
      smsc.receiptDelay             from the submit_sm_resp to the delivery receipt [smsc
                                    --receipt-delay DELAY; default 0s]
      smsc.intermediateDelay        from the submit_sm_resp to what is told before the end [DELAY;
                                    default 0s]
      smsc.earlyReceipts            receipts that go out before their response [PERCENT; 0%…100%;
                                    default 0%]
      smsc.timeCompression          divides receipt delays, validity periods and times until scheduled
                                    delivery [N; 1…1000000; default 1]
      smsc.receiptRouting           receipts go to the session that submitted, or round all of the
                                    account [WAY; session or round-robin; default session]
      smsc.receiptCapacity          receipts and delayed responses that may wait, per thread; beyond:
                                    ESME_RMSGQFUL [N; 1…268435456; default 262144]
      smsc.seed                     what delays and outcomes are drawn from [N; default 1]
      smsc.dialect.responseID       how submit_sm_resp writes the message id [FORM; decimal, decimal10,
                                    decimal20, hex, hex-upper, hex32 or uuid; default decimal]
      smsc.dialect.receiptID        how receipts write it [FORM; decimal, decimal10, decimal20, hex,
                                    hex-upper, hex32 or uuid; default decimal]
      smsc.dialect.content          what carries a receipt [CONTENT; both, text or tlvs; default both]
      smsc.dialect.omit             fields left out of a receipt's text [FIELD; id, sub, dlvrd, submit
                                    date, done date, stat, err or Text; repeatable]
      smsc.dialect.keys             how a receipt's keys are written [KEYS; standard, joined, lower,
                                    spaced or bare-stat; default standard]
      smsc.dialect.dates            how its dates are written [DATES; YYMMDDhhmm, YYMMDDhhmmss or
                                    YYYYMMDDhhmmss; default YYMMDDhhmm]
      smsc.dialect.zeroDoneDate     its done date is all zeroes
      smsc.dialect.errDigits        digits of its err [N; 3…4; default 3]
      smsc.dialect.longStates       its states in full: REJECTED rather than REJECTD
      smsc.store                    messages that query_sm, cancel_sm and replace_sm find, per thread;
                                    0: none [N; 0…100000000; default 0]
      smsc.unsupported              commands that get generic_nack with ESME_RINVCMDID [COMMAND;
                                    repeatable]
      smsc.faults                   what goes wrong, and when; at most 32 [{ … }; repeatable]
      smsc.faults.kind              what goes wrong [KIND; reset, fin, half-open, zero-window, dribble,
                                    glue, enquire-link-silence, lost-responses, duplicate-responses,
                                    late-responses, wrong-sequence, garbage, refused-binds or restart]
      smsc.faults.at                when it begins, from the SMSC's start [TIME; 0s…168h]
      smsc.faults.every             from one beginning to the next; without it, once [TIME; 10ms…168h]
      smsc.faults.for               how long it lasts each time; without it, to the end [TIME; 1ms…168h]
      smsc.faults.accounts          whom it befalls; without, all [ID; list]
      smsc.faults.share             of the sessions, the binds, or of kinds of responses each response
                                    [PERCENT; 0%…100%]
      smsc.faults.status            what refused-binds answers [STATUS; ESME_RTHROTTLED or 0x0401]
      smsc.faults.delay             how late late-responses are, 5s without it; how long glue holds,
                                    100ms [DELAY]
      smsc.faults.forget            no message is known after the restart
      smsc.outbind                  ESMEs that listen: they are called and get an outbind over plain
                                    TCP; at most 64 [{ … }; repeatable]
      smsc.outbind.address          where the ESME listens [ADDRESS:PORT; 127.0.0.1:2776]
      smsc.outbind.systemID         the SMSC's system_id in the outbind; without it smsc.systemID [ID;
                                    at most 15 characters]
      smsc.outbind.password         the SMSC's password for it [PASSWORD; at most 8 characters]
      smsc.outbind.retry            until the next call, doubled after each in vain up to a minute; 5s
                                    without it [TIME; 10ms…168h]
      smsc.pduLog                   a line for every PDU: time, peer, in or out, name, sequence_number,
                                    status, fields [smsc --pdu-log FILE]
      smsc.pcap                     a capture file of the connections for Wireshark; of TLS what is
                                    inside [smsc --pcap FILE]
      smsc.tapLimit                 MB that each of the two may have; what comes after is counted [N;
                                    1…1000000; default 1000]
      smsc.mo.rate                  mobile-originated messages a second, all sessions together, each in
                                    turn [RATE; 100/s, 6000/m, 3600000/h or none; default none]
      smsc.mo.count                 an end after this many [N; 1…1000000000000]
      smsc.mo.window                their deliver_sm unanswered per session [N; 1…4096; default 10]
      smsc.mo.accounts              the system_ids that get them; without any, all [ID; at most 15
                                    characters; repeatable]
      smsc.mo.source                source_addr: the telephone [ADDRESS; at most 20 characters; default
                                    12025550123]
      smsc.mo.destination           destination_addr: the service's number [ADDRESS; at most 20
                                    characters; default 12345]
      smsc.mo.text                  their text [TEXT; default smppbench mobile-originated message]
      smsc.mo.encoding              how it is written [ENCODING; gsm, latin1, ucs2 or binary; default
                                    gsm]
      smsc.mo.long                  a long text: in parts by a header or by sar TLVs, or whole in
                                    message_payload [FORM; udh8, udh16, sar or payload; default udh8]
      smsc.mo.alerts                of a hundred cases those that are an alert_notification in place of
                                    a message [PERCENT; 0%…100%; default 0%]

    """

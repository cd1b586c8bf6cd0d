// Waiting: tokens, interests and timeouts of an epoll instance, and waking one from another thread.

import Platform
import Testing

@Suite(.timeLimit(.minutes(15))) struct EpollTests {
    @Test(arguments: [0, 1, 0x1234_5678_9ABC_DEF0, UInt64.max])
    func eventCarriesTheTokenItWasAddedWith(_ token: UInt64) throws {
        let pair = try SocketPair()
        let epoll = try Epoll(arena: lastingArena)
        #expect(epoll.add(pair.near.descriptor, .write, token: token) == 0)
        #expect(epoll.wait(patience) == 1)
        #expect(epoll.token(0) == token)
        #expect(epoll.happened(0) == .write)
    }

    @Test func eachReadySocketHasAnEventOfItsOwn() throws {
        let pair = try SocketPair()
        let epoll = try Epoll(arena: lastingArena)
        epoll.add(pair.near.descriptor, .write, token: 7)
        epoll.add(pair.far.descriptor, .write, token: 8)
        #expect(epoll.wait(patience) == 2)
        #expect(Set([epoll.token(0), epoll.token(1)]) == [7, 8])
    }

    @Test func anInstanceReportsNoMoreThanItsLimit() throws {
        let pair = try SocketPair()
        let epoll = try Epoll(arena: lastingArena, eventLimit: 1)
        epoll.add(pair.near.descriptor, .write, token: 7)
        epoll.add(pair.far.descriptor, .write, token: 8)
        #expect(epoll.wait(patience) == 1)
    }

    @Test func modifyChangesTheInterestAndTheToken() throws {
        let pair = try SocketPair()
        let epoll = try Epoll(arena: lastingArena)
        epoll.add(pair.near.descriptor, .write, token: 1)
        #expect(epoll.modify(pair.near.descriptor, .read, token: 2) == 0)
        #expect(epoll.wait(0) == 0)
        pair.far.finish()
        #expect(epoll.wait(patience) == 1)
        #expect(epoll.token(0) == 2)
        #expect(epoll.happened(0).contains(.read))
    }

    @Test func removedSocketIsSilent() throws {
        let pair = try SocketPair()
        let epoll = try Epoll(arena: lastingArena)
        epoll.add(pair.near.descriptor, .write, token: 1)
        epoll.remove(pair.near.descriptor)
        #expect(epoll.wait(0) == 0)
    }

    @Test func badDescriptorIsAnErrnoValue() throws {
        let epoll = try Epoll(arena: lastingArena)
        let code = epoll.add(-1, .read, token: 1)
        #expect(SystemError.reason(code) == "Bad file descriptor")
        #expect(epoll.wait(0) == 0)
    }

    @Test(arguments: [0, 1, 999, 50_000, 3_000_000, 21_000_001] as [Int64])
    func waitTakesItsTimeoutAndNoLess(_ timeout: Int64) throws {
        let epoll = try Epoll(arena: lastingArena)
        let start = Clock.monotonic()
        #expect(epoll.wait(timeout) == 0)
        let elapsed = Clock.monotonic() - start
        #expect(elapsed >= timeout)
        #expect(elapsed < timeout + patience)
    }
}

@Suite(.timeLimit(.minutes(15))) struct WakeUpTests {
    @Test func signalBeforeTheWaitIsNotLost() throws {
        let epoll = try Epoll(arena: lastingArena)
        let wakeUp = try WakeUp()
        epoll.add(wakeUp.descriptor, .read, token: 3)
        #expect(epoll.wait(0) == 0)
        wakeUp.signal()
        wakeUp.signal()
        #expect(epoll.wait(-1) == 1)
        #expect(epoll.token(0) == 3)
        wakeUp.clear()
        #expect(epoll.wait(0) == 0, "one clear takes all signals back")
    }

    @Test func signalWakesAnEndlessWaitOfAnotherThread() throws {
        let wakeUp = try WakeUp()
        let cells = lastingArena.atomicCells(2)
        let thread = try ShardThread(name: "waiter") {
            guard let epoll = try? Epoll(arena: lastingArena) else { return }
            epoll.add(wakeUp.descriptor, .read, token: 1)
            cells.store(1, at: 0)
            cells.store(Int64(epoll.wait(-1)), at: 1)
        }
        while cells.load(0) == 0 { Clock.rest(100_000) }
        wakeUp.signal()
        thread.join()
        #expect(cells.load(1) == 1)
    }

    @Test func clearWithoutASignalDoesNotWait() throws {
        try WakeUp().clear()
    }
}

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Wakes the thread that waits on it. A raise that comes before the wait is kept; several raises may wake once.
///
/// `@unchecked`: the two pointers never change after `init` and what they point to is made for sharing between threads;
/// `isRaised` is touched only between lock and unlock. `Mutex` has no condition to wait on, and a dispatch semaphore would
/// bring a dependency for one call.
final class ThreadSignal: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var isRaised = false

    init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        #if canImport(Darwin)
            pthread_cond_init(condition, nil)
        #else
            var attributes = pthread_condattr_t()
            pthread_condattr_init(&attributes)
            pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
            pthread_cond_init(condition, &attributes)
            pthread_condattr_destroy(&attributes)
        #endif
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func raise() {
        pthread_mutex_lock(mutex)
        isRaised = true
        pthread_mutex_unlock(mutex)
        // Behind the unlock: a thread that is woken before it would at once wait again, for the mutex.
        pthread_cond_signal(condition)
    }

    func wait() {
        pthread_mutex_lock(mutex)
        while !isRaised { pthread_cond_wait(condition, mutex) }
        isRaised = false
        pthread_mutex_unlock(mutex)
    }

    /// Waits so long at most, and answers whether there was a raise. It may return earlier without one: whoever waits looks whether
    /// there is what they wait for.
    @discardableResult
    func wait(atMost duration: Duration) -> Bool {
        let (seconds, attoseconds) = duration.components
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        #if !canImport(Darwin)
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            time.tv_sec += now.tv_sec + (time.tv_nsec + now.tv_nsec) / 1_000_000_000
            time.tv_nsec = (time.tv_nsec + now.tv_nsec) % 1_000_000_000
        #endif
        pthread_mutex_lock(mutex)
        if !isRaised {
            #if canImport(Darwin)
                pthread_cond_timedwait_relative_np(condition, mutex, &time)
            #else
                pthread_cond_timedwait(condition, mutex, &time)
            #endif
        }
        defer {
            isRaised = false
            pthread_mutex_unlock(mutex)
        }
        return isRaised
    }
}

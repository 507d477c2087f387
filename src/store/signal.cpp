#include "stratum/store/signal.hpp"

#include "stratum/store/database.hpp"

#include <chrono>
#include <utility>

namespace stratum::store {

void Signal::notify() {
    {
        const std::scoped_lock lock{mutex_};
        ++count_;
    }
    raised_.notify_all();
}

std::uint64_t Signal::count() const {
    const std::scoped_lock lock{mutex_};
    return count_;
}

void Signal::wait(std::uint64_t seen, Seconds longest, std::stop_token stop) const {
    std::unique_lock lock{mutex_};
    raised_.wait_for(lock, std::move(stop), std::chrono::duration<double>{longest.value()},
                     [&] { return count_ > seen; });
}

Result<void> announce(Database& database, const std::string& channel) {
    if (database.engine() == Engine::sqlite) return {};
    STRATUM_TRY_VOID(database.query("SELECT pg_notify($1, '')", {channel}));
    return {};
}

}  // namespace stratum::store

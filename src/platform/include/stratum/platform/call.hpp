#pragma once

#include "stratum/account/call.hpp"
#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/log.hpp"
#include "stratum/net/http.hpp"
#include "stratum/net/misfit.hpp"
#include "stratum/store/pool.hpp"
#include "stratum/store/signal.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace stratum::store {
class Blobs;
}

namespace stratum::platform {

class JobWatch;
class Outgoing;
struct PersonalPart;

/// What the server lends to whoever answers a request or runs a job. All of it synchronises itself and outlives them.
struct Services {
    store::Pool& pool;
    const Clock& clock;
    IdSource& ids;
    const account::PermissionCatalogue& permissions;
    const account::Policy& policy;
    store::Signal& jobs_signal;     ///< Raised when there may be work.
    store::Signal& events_signal;   ///< Raised when something was told.
    JobWatch* job_watch = nullptr;  ///< Not in a process that only works.
    Outgoing* outgoing = nullptr;   ///< The one way to other servers; always there.
    Logger log;
    std::string version;
    std::string executable;  ///< The running program, for confined children.
    /// A value of the configuration ("mail.from"); nothing when it is not set.
    std::function<std::optional<std::string>(std::string_view key)> setting;

    /// Files that the server keeps itself, by their hash. Null where nobody said where to; `no_place_for_files` is what
    /// is answered then.
    store::Blobs* blobs = nullptr;
    /// A folder of this machine for what is on its way into `blobs` and out of it; kept over restarts. Empty without
    /// `blobs`.
    std::string scratch{};
    std::int64_t largest_upload = 0;         ///< Bytes of one file.
    std::vector<std::string> transcoding{};  ///< What audio can be made into on the way: "mp3", "opus", "wav".

    /// What each feature keeps of people; outlives the server.
    std::span<const PersonalPart> personal{};

    /// A change: `store::in_transaction`, and then whoever waits for jobs or events is woken. Where `work` makes an
    /// `Answer`, one that refuses changes nothing, and one that is an error counts as if it had been handed up: it is
    /// undone, and done again where that may help.
    template <class Work>
    auto change(Work&& work) const {
        using Outcome = std::invoke_result_t<Work&, store::Database&>;
        auto outcome = [&]() -> Outcome {
            if constexpr (requires(Outcome& made) { made->refuses(); })
                return change_or_refuse<Outcome>(work);
            else
                return store::in_transaction(pool, std::forward<Work>(work));
        }();
        jobs_signal.notify();
        events_signal.notify();
        return outcome;
    }

  private:
    template <class Outcome, class Work>
    Outcome change_or_refuse(Work& work) const {
        std::optional<typename Outcome::value_type> refusal;
        auto outcome = store::in_transaction(pool, [&](store::Database& database) -> Outcome {
            refusal.reset();
            auto made = work(database);
            if (!made) return made;
            if (const Error* const wrong = made->failure()) return *wrong;
            if (!made->refuses()) return made;
            refusal.emplace(std::move(*made));
            return error(ErrorCode::invalid_argument, "the change was refused");
        });
        if (refusal) return std::move(*refusal);
        return outcome;
    }
};

/// One request on its way through a handler: who asks, in which workspace, and what may be used to answer.
struct Call {
    net::Request& request;
    const Services& services;
    account::Actor actor;
    Uuid workspace;  ///< Zeros on routes that are public or about oneself.
    Timestamp now;
    /// What pages of our own send with changes (`Stratum-Csrf`): of the session, or of the local owner; else empty.
    std::string csrf{};
    /// What of the body did not fit, where `body_as` failed by that; told with the error that comes out of it.
    mutable std::vector<net::Misfit> misfits{};

    /// As the account room's functions want it.
    [[nodiscard]] account::Call account() const {
        return {.actor = actor,
                .address = request.remote,
                .now = now,
                .ids = services.ids,
                .permissions = services.permissions,
                .policy = services.policy};
    }
};

}  // namespace stratum::platform

#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"

#include <cstdint>
#include <string_view>

namespace stratum::account {

/// In what capacity somebody acts.
enum class ActorKind : std::uint8_t {
    anonymous,    ///< Nobody that we know.
    session,      ///< A person who logged in.
    api_key,      ///< A program with a key; `user` is who made the key.
    system,       ///< The server itself: its jobs, and the terminal commands of whoever may open the database.
    local_owner,  ///< The one user of a server on loopback that forces no login; `user` is zero before there is one.
};
[[nodiscard]] std::string_view name_of(ActorKind kind);
[[nodiscard]] bool from_name(std::string_view name, ActorKind& kind);

/// Who asks. Made by `authenticate_session`, `authenticate_key`, or the composition root; what it may do is decided at
/// each request from the rows of that moment, never from here.
struct Actor {
    ActorKind kind = ActorKind::anonymous;
    Uuid user;
    Uuid session;
    Uuid key;
    bool second_factor_pending = false;  ///< The password was right, the second factor is still asked for.
    Timestamp fresh_until;               ///< Until then a session may do dangerous things without asking again.
};

[[nodiscard]] inline Actor system_actor() { return {.kind = ActorKind::system}; }

}  // namespace stratum::account

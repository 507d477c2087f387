#include "stratum/account/decide_again.hpp"

#include "living_sessions.hpp"
#include "stratum/account/users.hpp"

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace stratum::account {
namespace {

/// What was found out for some may hold for others.
class Round {
  public:
    Round(store::Database& database, const PermissionCatalogue& permissions, std::set<Uuid> living,
          std::string_view permission, const Uuid& workspace, Timestamp now)
        : database_(database),
          permissions_(permissions),
          living_(std::move(living)),
          permission_(permission),
          workspace_(workspace),
          now_(now) {}

    Result<Decision> decide_about(Actor actor) {
        if (actor.kind == ActorKind::session && !living_.contains(actor.session)) return Decision{};
        if (actor.kind == ActorKind::local_owner) {
            if (!owner_) {
                STRATUM_TRY(const auto found, find_local_owner(database_));
                owner_ = found ? found->actor : Actor{};
            }
            actor = *owner_;
        }
        const auto [known, fresh] = decided_.try_emplace(std::tuple{actor.kind, actor.user, actor.key});
        if (fresh) {
            STRATUM_TRY(known->second, decide(database_, permissions_, actor, permission_, workspace_, now_));
        }
        return known->second;
    }

  private:
    store::Database& database_;
    const PermissionCatalogue& permissions_;
    const std::set<Uuid> living_;  ///< Sessions.
    const std::string_view permission_;
    const Uuid& workspace_;
    const Timestamp now_;
    std::map<std::tuple<ActorKind, Uuid, Uuid>, Decision> decided_;
    std::optional<Actor> owner_;  ///< Nobody, where everybody has to sign in.
};

}  // namespace

Result<std::vector<Decision>> decide_again(store::Database& database, const PermissionCatalogue& permissions,
                                           const Policy& policy, std::span<const Actor> actors,
                                           std::string_view permission, const Uuid& workspace, Timestamp now) {
    std::vector<Uuid> sessions;
    for (const Actor& actor : actors)
        if (actor.kind == ActorKind::session) sessions.push_back(actor.session);
    STRATUM_TRY(auto living, living_sessions(database, sessions, policy, now));
    Round round{database, permissions, std::move(living), permission, workspace, now};
    std::vector<Decision> out;
    out.reserve(actors.size());
    for (const Actor& actor : actors) {
        STRATUM_TRY(const Decision decision, round.decide_about(actor));
        out.push_back(decision);
    }
    return out;
}

}  // namespace stratum::account

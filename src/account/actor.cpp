#include "stratum/account/actor.hpp"

#include "stratum/base/fields.hpp"

namespace stratum::account {
namespace {
constexpr std::array<std::pair<ActorKind, std::string_view>, 5> kKinds{{{ActorKind::anonymous, "anonymous"},
                                                                        {ActorKind::session, "session"},
                                                                        {ActorKind::api_key, "api_key"},
                                                                        {ActorKind::system, "system"},
                                                                        {ActorKind::local_owner, "local_owner"}}};
}  // namespace

std::string_view name_of(ActorKind kind) { return find_name(kKinds, kind); }
bool from_name(std::string_view name, ActorKind& kind) { return find_name(kKinds, name, kind); }

}  // namespace stratum::account

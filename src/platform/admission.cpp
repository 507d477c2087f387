#include "stratum/platform/admission.hpp"

#include <map>
#include <utility>

namespace stratum::platform {
namespace {

std::int64_t milliseconds_of(const Clock& clock) { return static_cast<std::int64_t>(clock.steady().value() * 1000.0); }

}  // namespace

Admission::Admission(const Call& call, std::string_view permission)
    : services_(call.services),
      actor_(call.actor),
      workspace_(call.workspace),
      permission_(permission),
      decided_at_(milliseconds_of(call.services.clock)) {}

bool Admission::is_due() const {
    constexpr auto kMilliseconds = static_cast<std::int64_t>(kCounts.value() * 1000.0);
    return is_held() && milliseconds_of(services_.clock) - decided_at_ >= kMilliseconds;
}

Result<void> Admission::decide_again(const std::vector<std::shared_ptr<Admission>>& all) {
    std::map<std::pair<Uuid, std::string_view>, std::vector<Admission*>> groups;
    for (const auto& one : all)
        if (one->is_held()) groups[{one->workspace_, one->permission_}].push_back(one.get());
    for (const auto& [right, group] : groups) {
        const auto& [workspace, permission] = right;
        const Services& services = group.front()->services_;
        const std::int64_t begun = milliseconds_of(services.clock);
        std::vector<account::Actor> actors;
        for (const Admission* one : group) actors.push_back(one->actor_);
        STRATUM_TRY(const auto lease, services.pool.read());
        STRATUM_TRY(const auto decisions, account::decide_again(*lease, services.permissions, services.policy, actors,
                                                                permission, workspace, services.clock.now()));
        for (std::size_t i = 0; i < group.size(); ++i) {
            group[i]->decided_at_ = begun;
            if (!decisions[i].allowed) group[i]->reason_ = decisions[i].reason;
        }
    }
    return {};
}

}  // namespace stratum::platform

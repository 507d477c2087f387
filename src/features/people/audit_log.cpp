#include "audit_log.hpp"

#include "stratum/account/audit.hpp"
#include "stratum/account/audit_chain.hpp"
#include "stratum/account/sessions.hpp"
#include "stratum/account/throttle.hpp"
#include "stratum/platform/server_secrets.hpp"
#include "stratum/store/jobs/job_store.hpp"

namespace stratum::people {
namespace {

constexpr std::string_view kKind = "people.upkeep";
constexpr std::int64_t kPeriod = 10 * 60'000;

/// One job for each ten minutes of the clock.
Result<void> ask_for(store::Database& database, const platform::Services& services, std::int64_t period) {
    STRATUM_TRY_VOID(store::enqueue_job(database, services.ids,
                                        {.workspace = account::kServer,
                                         .kind = std::string{kKind},
                                         .run_after = Timestamp{period * kPeriod},
                                         .idempotency_key = std::to_string(period)},
                                        services.clock.now()));
    return {};
}

std::int64_t period_of(const platform::Services& services) { return services.clock.now().milliseconds / kPeriod; }

Result<Bytes> run(const platform::Services& services, store::JobContext& context) {
    std::vector<Uuid> waiting;
    {
        STRATUM_TRY(const auto reader, services.pool.read());
        STRATUM_TRY(waiting, account::workspaces_to_seal(*reader));
    }
    for (const Uuid& workspace : waiting) STRATUM_TRY_VOID(seal_log(services, workspace));
    STRATUM_TRY_VOID(context.finish([&](store::Database& database) -> Result<Bytes> {
        const Timestamp now = services.clock.now();
        STRATUM_TRY_VOID(account::sweep_sessions(database, services.policy, now));
        STRATUM_TRY_VOID(account::sweep_throttles(database, now));
        STRATUM_TRY_VOID(ask_for(database, services, period_of(services) + 1));
        return Bytes{};
    }));
    return Bytes{};
}

}  // namespace

Result<void> seal_log(const platform::Services& services, const Uuid& workspace) {
    STRATUM_TRY(const auto secrets, platform::ServerSecrets::load(services));
    const auto signer = secrets.audit_signer();
    constexpr std::int64_t kAtOnce = 10'000;
    std::int64_t sealed = kAtOnce;
    while (sealed == kAtOnce) {
        STRATUM_TRY(sealed, services.change([&](store::Database& database) {
            return account::seal_audit(database, workspace, signer, services.clock.now(), kAtOnce);
        }));
    }
    return {};
}

store::JobHandler upkeep_job(const platform::Services& services) {
    const auto first =
        services.change([&](store::Database& database) { return ask_for(database, services, period_of(services)); });
    if (!first) services.log.warning("the audit log will not be sealed", {{"error", first.error().text()}});
    return {.kind = std::string{kKind},
            .run = [&services](store::JobContext& context) { return run(services, context); }};
}

}  // namespace stratum::people

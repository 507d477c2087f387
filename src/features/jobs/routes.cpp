#include "routes.hpp"

#include "stratum/platform/answers.hpp"
#include "stratum/platform/job_watch.hpp"
#include "stratum/platform/jobs_wire.hpp"
#include "stratum/store/jobs/job_store.hpp"

namespace stratum::jobs {
namespace {

using platform::Answer;
using platform::Call;
using store::JobState;

constexpr std::string_view kRead = "jobs.read";

/// The states that `api/jobs.yaml` names; "failed" are those that wait for another attempt.
Result<std::optional<JobState>> state_of(const std::optional<std::string>& name) {
    if (!name) return std::optional<JobState>{};
    if (*name == "queued" || *name == "failed") return std::optional{JobState::queued};
    if (*name == "running") return std::optional{JobState::running};
    if (*name == "done") return std::optional{JobState::succeeded};
    if (*name == "dead") return std::optional{JobState::dead};
    if (*name == "cancelled") return std::optional{JobState::cancelled};
    return error(ErrorCode::invalid_argument,
                 "the parameter state must be queued, running, done, failed, cancelled or dead");
}

std::string etag_of(const std::string& json) { return "\"" + std::to_string(std::hash<std::string>{}(json)) + "\""; }

net::Response job_response(const store::Job& job) {
    std::string text = platform::job_json(job);
    const std::string etag = etag_of(text);
    auto response = platform::json_text(200, std::move(text));
    response.headers.set("ETag", etag);
    return response;
}

Answer list(Call& call) {
    STRATUM_TRY(const auto page, platform::page_of(call));
    const auto state_name = platform::text_parameter(call, "state");
    STRATUM_TRY(const auto state, state_of(state_name));
    STRATUM_TRY(const bool active, platform::flag_parameter(call, "active"));
    store::JobFilter filter{.state = state,
                            .kind = platform::text_parameter(call, "kind"),
                            .limit = static_cast<std::size_t>(page.limit) + 1};
    STRATUM_TRY(filter.before, platform::last_before(call));
    const auto wanted = [&](const store::Job& job) {
        const bool waits_again = job.state == JobState::queued && !job.error_code.empty();
        if (state_name && *state_name == "failed" && !waits_again) return false;
        if (state_name && *state_name == "queued" && waits_again) return false;
        return !active || job.state == JobState::queued || job.state == JobState::running;
    };
    STRATUM_TRY(const auto lease, call.services.pool.read());
    JsonWriter w;
    w.begin_object();
    w.key("items");
    w.begin_array();
    std::int64_t told = 0;
    std::optional<Uuid> last;
    bool more = true;
    // What the filter of the store can not tell apart is passed over here, batch by batch.
    while (more && told < page.limit) {
        STRATUM_TRY(const auto jobs, store::list_jobs(*lease, call.workspace, filter));
        more = jobs.size() == filter.limit;
        for (const auto& job : jobs) {
            if (told == page.limit) {
                more = true;
                break;
            }
            filter.before = last = job.id;
            if (!wanted(job)) continue;
            platform::write_job(w, job);
            ++told;
        }
    }
    w.end_array();
    if (more && last) w.member("next_cursor", platform::cursor_after(call, *last));
    w.end_object();
    return platform::json_text(200, w.take());
}

Result<store::Job> job_in_path(const Call& call, store::Database& database) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(auto job, store::find_job(database, call.workspace, id));
    if (!job) return error(ErrorCode::not_found, "there is no such job", "it may have been forgotten after a month");
    return std::move(*job);
}

Answer show(Call& call) {
    STRATUM_TRY(const auto lease, call.services.pool.read());
    STRATUM_TRY(const auto job, job_in_path(call, *lease));
    auto response = job_response(job);
    if (auto same = platform::unchanged(call, std::string{response.headers.get("ETag")})) return std::move(*same);
    return response;
}

Answer follow(Call& call) {
    STRATUM_TRY(const auto lease, call.services.pool.read());
    STRATUM_TRY(const auto job, job_in_path(call, *lease));
    return net::Response{
        .headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}},
        .body = call.services.job_watch->follow(std::make_shared<platform::Admission>(call, kRead), job.id)};
}

Answer cancel(Call& call) {
    const auto job = call.services.change([&](store::Database& database) -> Result<store::Job> {
        STRATUM_TRY(const auto before, job_in_path(call, database));
        if (before.state != JobState::queued && before.state != JobState::running)
            return error(ErrorCode::already_exists, "the job has ended already");
        STRATUM_TRY(const JobState state, store::cancel_job(database, call.workspace, before.id, call.now));
        STRATUM_TRY(auto after, job_in_path(call, database));
        if (state == JobState::cancelled) STRATUM_TRY_VOID(platform::tell_job(database, call.services, after));
        return after;
    });
    if (!job && job.error().code == ErrorCode::already_exists)
        return platform::problem(409, "conflict", job.error().message, "only jobs that wait or run can be stopped");
    STRATUM_TRY(const auto after, job);
    return job_response(after);
}

Answer retry(Call& call) {
    const auto job = call.services.change([&](store::Database& database) -> Result<store::Job> {
        STRATUM_TRY(const auto before, job_in_path(call, database));
        if (before.state != JobState::dead && before.state != JobState::cancelled)
            return error(ErrorCode::already_exists, "the job has not failed for good");
        STRATUM_TRY_VOID(store::retry_job(database, call.workspace, before.id, call.now));
        return job_in_path(call, database);
    });
    if (!job && job.error().code == ErrorCode::already_exists)
        return platform::problem(409, "conflict", job.error().message, "only dead and cancelled jobs can be repeated");
    STRATUM_TRY(const auto after, job);
    return job_response(after);
}

}  // namespace

std::vector<platform::Route> routes() {
    using net::Method;
    return {
        {.method = Method::get,
         .path = "/api/v1/jobs",
         .permission = kRead,
         .query = platform::paged({{"state"}, {"kind", 0, 100}, {"active"}}),
         .handle = list},
        {.method = Method::get, .path = "/api/v1/jobs/{id}", .permission = kRead, .handle = show},
        {.method = Method::get, .path = "/api/v1/jobs/{id}/events", .permission = kRead, .handle = follow},
        {.method = Method::post, .path = "/api/v1/jobs/{id}/cancel", .permission = "jobs.manage", .handle = cancel},
        {.method = Method::post, .path = "/api/v1/jobs/{id}/retry", .permission = "jobs.manage", .handle = retry},
    };
}

}  // namespace stratum::jobs

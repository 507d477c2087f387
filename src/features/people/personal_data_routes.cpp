#include "confirm.hpp"
#include "personal_jobs.hpp"
#include "profiles.hpp"
#include "routes.hpp"
#include "stratum/account/personal_data.hpp"
#include "stratum/account/users.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/base/text.hpp"
#include "stratum/platform/personal.hpp"
#include "stratum/store/events/events.hpp"
#include "stratum/store/jobs/job_store.hpp"

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

constexpr std::int64_t kKept = 24LL * 3600 * 1000;  ///< How long the collected data can be fetched.

struct JobView {
    std::string id;
    std::string kind;
    std::string title;
    std::string state = "queued";
    double progress = 0.0;
    std::int64_t attempts = 0;
    std::string created_at;
};
template <class V>
void describe(V& v, JobView& x) {
    v.field("id", x.id);
    v.field("kind", x.kind);
    v.field("title", x.title);
    v.field("state", x.state);
    v.field("progress", x.progress);
    v.field("attempts", x.attempts);
    v.field("created_at", x.created_at);
}
struct JobAccepted {
    JobView job;
};
template <class V>
void describe(V& v, JobAccepted& x) {
    v.field("job", x.job);
}
struct EraseRequest {
    std::string confirm;
    std::optional<std::string> password;
};
template <class V>
void describe(V& v, EraseRequest& x) {
    v.field("confirm", x.confirm);
    v.field("password", x.password);
}

net::Response accepted(const Call& call, const Uuid& job, std::string_view kind, std::string title) {
    return platform::json(202, JobAccepted{{.id = to_text(job),
                                            .kind = std::string{kind},
                                            .title = std::move(title),
                                            .created_at = to_rfc3339(call.now)}});
}

Answer begin_export(Call& call) {
    STRATUM_TRY(const Uuid user, person_of(call));
    STRATUM_TRY(const auto job, call.services.change([&](store::Database& database) {
        return store::enqueue_job(database, call.services.ids, {.workspace = user, .kind = std::string{kExportJob}},
                                  call.now);
    }));
    auto response = accepted(call, job.id, kExportJob, "Collect all that is kept about you");
    response.headers.set("Location", "/api/v1/privacy/export/" + to_text(job.id));
    return response;
}

Answer get_export(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call, "job"));
    STRATUM_TRY(const Uuid user, person_of(call));
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto job, store::find_job(*reader, user, id));
    if (!job || job->kind != kExportJob)
        return error(ErrorCode::not_found, "you asked for no such collection",
                     "begin one: POST /api/v1/privacy/export");
    if (job->state == store::JobState::queued || job->state == store::JobState::running)
        return platform::problem(409, "conflict", "the data is still being collected", "ask again in a moment");
    const bool old = job->finished_at && call.now.milliseconds - job->finished_at->milliseconds > kKept;
    if (old || job->state != store::JobState::succeeded)
        return platform::problem(410, "gone", "this collection is not there any more",
                                 "begin a new one: POST /api/v1/privacy/export");
    return net::Response{.status = 200,
                         .headers = {{"Content-Type", "application/zip"},
                                     {"Content-Disposition", "attachment; filename=\"personal-data.zip\""}},
                         .body = std::string{job->result.begin(), job->result.end()}};
}

/// The account goes at once, and with it every way in; what is in workspaces that nobody is left in goes by a job.
Answer erase(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<EraseRequest>(call));
    STRATUM_TRY(const Uuid user, person_of(call));
    {
        STRATUM_TRY(const auto reader, call.services.pool.read());
        STRATUM_TRY(const auto found, account::find_user(*reader, user));
        if (!found) return error(ErrorCode::permission_denied, "this account is not there any more");
        if (fold_case(trim(body.confirm)) != fold_case(found->email))
            return error(ErrorCode::invalid_argument, "confirm is not your e-mail address",
                         "give the address of the account that is to be erased");
        // Where there is no password, a session that is fresh must be proof enough.
        if (!found->has_password)
            if (auto stale = unconfirmed(call)) return std::move(*stale);
    }
    STRATUM_TRY(auto wrong, wrong_password(call, user, body.password.value_or(""), "/password"));
    if (wrong) return std::move(*wrong);
    const auto job = call.services.change([&](store::Database& database) -> Result<store::Enqueued> {
        STRATUM_TRY(const auto erased, account::erase_user(database, call.account(), user));
        STRATUM_TRY_VOID(forget_profile(database, user));
        STRATUM_TRY_VOID(store::forget_actor(database, to_text(user)));
        for (const auto& part : call.services.personal)
            if (part.forget) STRATUM_TRY_VOID(part.forget(database, user));
        STRATUM_TRY_VOID(database.execute("DELETE FROM jobs WHERE workspace_id = $1", {user.bytes}));
        Bytes ids;
        for (const Uuid& workspace : erased.left_behind)
            ids.insert(ids.end(), workspace.bytes.begin(), workspace.bytes.end());
        return store::enqueue_job(
            database, call.services.ids,
            {.workspace = user, .kind = std::string{kEraseJob}, .payload = std::move(ids), .priority = kErasePriority},
            call.now);
    });
    if (!job) return told_as(job.error(), ErrorCode::invalid_argument, 409, "conflict");
    auto response = accepted(call, job->id, kEraseJob, "Erase your account and what is only yours");
    clear_session_cookie(call, response);
    return response;
}

}  // namespace

Routes personal_data_routes() {
    return {
        {.method = Method::post,
         .path = "/api/v1/privacy/export",
         .permission = "self",
         .handle = begin_export,
         .idempotent = true},
        {.method = Method::get, .path = "/api/v1/privacy/export/{job}", .permission = "self", .handle = get_export},
        {.method = Method::post, .path = "/api/v1/privacy/erase", .permission = "self", .handle = erase},
    };
}

}  // namespace stratum::people

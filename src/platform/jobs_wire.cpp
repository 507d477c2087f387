#include "stratum/platform/jobs_wire.hpp"

#include "stratum/base/cbor.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/store/events/events.hpp"

#include <algorithm>

namespace stratum::platform {
namespace {

/// A job that waits for another attempt has failed, to people.
std::string_view state_of(const store::Job& job) {
    switch (job.state) {
        case store::JobState::queued:
            return !job.error_code.empty() ? "failed" : "queued";
        case store::JobState::running:
            return "running";
        case store::JobState::succeeded:
            return "done";
        case store::JobState::dead:
            return "dead";
        case store::JobState::cancelled:
            break;
    }
    return "cancelled";
}

/// The part of an order that names the file or folder that it is about; not all kinds of jobs have it.
struct NamesPath {
    std::string path;
};
template <class V>
void describe(V& v, NamesPath& x) {
    v.field("path", x.path);
}

/// The name of that file, or else the kind.
std::string title_of(const store::Job& job) {
    const auto about = from_cbor<NamesPath>(job.payload);
    const std::string name = about ? printable(file_name_of(about->path)) : std::string{};
    return name.empty() ? job.kind : name;
}

}  // namespace

Problem why_ended(const store::Job& job) {
    if (job.state != store::JobState::cancelled)
        return problem_of(error(error_code_from(job.error_code), job.error_message), true);
    // No fault of the server's, as the status of what was cancelled otherwise says.
    return {.status = 409,
            .code = "cancelled",
            .detail = "somebody cancelled this before it was done",
            .hint = "run its job again",
            .title = "Cancelled"};
}

void write_job(JsonWriter& w, const store::Job& job) {
    const std::string_view state = state_of(job);
    w.begin_object();
    w.member("id", to_text(job.id));
    w.member("kind", job.kind);
    w.member("title", title_of(job));
    w.member("state", state);
    w.member("progress", job.state == store::JobState::succeeded ? 1.0 : std::clamp(job.progress, 0.0, 1.0));
    if (!job.message.empty()) w.member("at", job.message);
    w.member("attempts", job.attempts);
    w.member("priority", job.priority);
    w.member("created_at", to_rfc3339(job.created_at));
    if (job.started_at) w.member("started_at", to_rfc3339(*job.started_at));
    if (job.finished_at) w.member("finished_at", to_rfc3339(*job.finished_at));
    if (state == "failed") w.member("next_try_at", to_rfc3339(job.run_after));
    if (job.cancel_requested) w.member("cancel_requested", true);
    if (!job.error_code.empty() || job.state == store::JobState::cancelled) {
        w.key("error");
        write_problem(w, why_ended(job));
    }
    w.end_object();
}

std::string job_json(const store::Job& job) {
    JsonWriter w;
    write_job(w, job);
    return w.take();
}

Result<void> tell_job(store::Database& database, const Services& services, const store::Job& job) {
    const store::Event event{.workspace = job.workspace,
                             .kind = "job.updated",
                             .subject = to_text(job.id),
                             .payload = "{\"job\":" + job_json(job) + "}",
                             .actor = ""};
    STRATUM_TRY_VOID(store::append_event(database, services.ids, event, services.clock.now()));
    return {};
}

std::function<Result<void>(store::Database& database, const store::Job& job)> teller_of_jobs(const Services& services) {
    return [&services](store::Database& database, const store::Job& job) { return tell_job(database, services, job); };
}

net::Response job_accepted(const store::Job& job) {
    auto response = json_text(202, "{\"job\":" + job_json(job) + "}");
    response.headers.set("Location", "/api/v1/jobs/" + to_text(job.id));
    return response;
}

}  // namespace stratum::platform

#include "wire.hpp"

#include "stratum/base/text.hpp"
#include "stratum/library/hearing_orders.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/platform/jobs_wire.hpp"
#include "tus_fields.hpp"

namespace stratum::uploads {
namespace {

constexpr std::int64_t kMebibyte = std::int64_t{1} << 20;

std::string_view name_of(State state) {
    switch (state) {
        case State::receiving:
            return "receiving";
        case State::received:
            return "received";
        case State::done:
            return "done";
        case State::cancelled:
            return "cancelled";
        case State::failed:
            break;
    }
    return "failed";
}

std::optional<std::int64_t> number(const platform::Services& services, std::string_view key) {
    const auto text = services.setting(key);
    return text ? parse_integer(*text) : std::nullopt;
}

}  // namespace

State state_of(const Upload& upload, const std::optional<store::Job>& job) {
    if (!upload.job) return upload.kept < upload.length ? State::receiving : State::received;
    // Jobs are forgotten a month after they ended, uploads a week; so one that is not there went well before that.
    if (!job || job->state == store::JobState::succeeded) return State::done;
    if (job->state == store::JobState::cancelled) return State::cancelled;
    return job->state == store::JobState::dead ? State::failed : State::received;
}

void write_upload(JsonWriter& w, const Upload& upload, const std::optional<store::Job>& job) {
    const State state = state_of(upload, job);
    w.begin_object();
    w.member("id", to_text(upload.id));
    w.member("file_name", upload.name);
    w.member("length", upload.length);
    w.member("offset", upload.kept);
    w.member("state", name_of(state));
    w.member("created_at", to_rfc3339(upload.created_at));
    if (!upload.job) w.member("expires_at", to_rfc3339(upload.expires_at));
    if (upload.job) w.member("job_id", to_text(*upload.job));
    if (state == State::done && job)
        if (const auto result = from_cbor<library::AnalyseResult>(job->result)) w.member("track_id", result->track);
    if (state == State::failed || state == State::cancelled) {
        w.key("failure");
        platform::write_problem(w, platform::why_ended(*job));
    }
    w.end_object();
}

net::Response tus_response(int status) {
    return {.status = status, .headers = {{"Tus-Resumable", std::string{kTusVersion}}}};
}

platform::Problem tus_problem(int status, std::string_view code, std::string detail, std::string hint) {
    auto problem = platform::problem(status, code, std::move(detail), std::move(hint));
    problem.headers.set("Tus-Resumable", std::string{kTusVersion});
    return problem;
}

platform::Problem tus_problem(const Error& error) {
    auto problem = platform::problem_of(error, false);
    problem.headers.set("Tus-Resumable", std::string{kTusVersion});
    return problem;
}

void add_offset(net::Response& response, const Upload& upload) {
    response.headers.set("Upload-Offset", std::to_string(upload.kept));
    if (!upload.job) response.headers.set("Upload-Expires", net::http_date(upload.expires_at.milliseconds / 1000));
    if (upload.job) response.headers.set("Stratum-Job", to_text(*upload.job));
}

Timestamp expiry(const platform::Services& services, Timestamp now) {
    constexpr std::int64_t kHour = 3'600'000;
    return {now.milliseconds + number(services, "uploads.keep_hours").value_or(7 * 24) * kHour};
}

std::optional<std::int64_t> quota(const platform::Services& services) {
    const auto mebibytes = number(services, "uploads.quota");
    return mebibytes ? std::optional{*mebibytes * kMebibyte} : std::nullopt;
}

std::int64_t reserve(const platform::Services& services) {
    return number(services, "uploads.reserve").value_or(256) * kMebibyte;
}

}  // namespace stratum::uploads

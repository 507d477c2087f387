#include "routes.hpp"

#include "place.hpp"
#include "receiver.hpp"
#include "rows.hpp"
#include "stratum/account/decide.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/lists.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/store/jobs/job_store.hpp"
#include "tus_fields.hpp"
#include "wire.hpp"

namespace stratum::uploads {
namespace {

using platform::Answer;
using platform::Call;
using platform::Problem;
using Begun = std::variant<std::unique_ptr<net::BodySink>, Answer>;

constexpr std::string_view kPath = "/api/v1/uploads";
constexpr std::string_view kOnePath = "/api/v1/uploads/{id}";
constexpr std::string_view kBody = "application/offset+octet-stream";

/// What stands in the way of any request of tus.
std::optional<Problem> not_tus(const Call& call) {
    if (trim(call.request.headers.get("Tus-Resumable")) == kTusVersion) return {};
    auto wrong =
        tus_problem(412, "precondition_failed", "this server speaks tus 1.0.0", "send the field Tus-Resumable: 1.0.0");
    wrong.headers.set("Tus-Version", std::string{kTusVersion});
    return wrong;
}

std::optional<Problem> wrong_body(const Call& call) {
    const std::string_view type = call.request.headers.get("Content-Type");
    if (to_lower(trim(type.substr(0, type.find(';')))) == kBody) return {};
    return tus_problem(415, "unsupported", "the body is not sent as a part of an upload",
                       "send it as Content-Type: " + std::string{kBody});
}

Result<std::int64_t> content_length(const Call& call) {
    const std::string* field = call.request.headers.find("Content-Length");
    return field != nullptr ? parse_bytes("Content-Length", *field) : Result<std::int64_t>{std::int64_t{0}};
}

Problem out_of_place(const Upload& upload) {
    auto wrong = tus_problem(409, "conflict",
                             "the upload stands at " + std::to_string(upload.kept) + ", not at the Upload-Offset sent",
                             "go on from the Upload-Offset of this answer");
    wrong.headers.set("Upload-Offset", std::to_string(upload.kept));
    return wrong;
}

Problem gone(std::string detail) {
    return tus_problem(410, "gone", std::move(detail), "begin it anew with POST /api/v1/uploads");
}

/// The upload in the path, if it is one of this workspace and still counts.
Result<std::optional<Upload>> upload_in_path(const Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(const auto lease, call.services.pool.read());
    STRATUM_TRY(auto upload, find(*lease, call.workspace, id));
    if (!upload) return error(ErrorCode::not_found, "there is no such upload", "begin it with POST /api/v1/uploads");
    if (upload->is_expired(call.now)) return std::optional<Upload>{};
    return upload;
}

Problem expired() { return gone("this upload was not finished in time"); }
Problem lost() { return gone("what was sent of this upload is not on this machine"); }

Answer describe_tus(Call& call) {
    net::Response response = tus_response(204);
    response.headers.set("Tus-Version", std::string{kTusVersion});
    response.headers.set("Tus-Extension", "creation,creation-with-upload,termination,checksum,expiration");
    response.headers.set("Tus-Max-Size", std::to_string(call.services.largest_upload));
    response.headers.set("Tus-Checksum-Algorithm", "sha256,sha1");
    return response;
}

/// What would not fit is not begun.
Result<std::optional<Problem>> no_room(const Call& call, store::Database& database, std::int64_t length) {
    if (const auto most = quota(call.services)) {
        STRATUM_TRY(const auto used, bytes_of(database, call.workspace));
        if (length > *most - used)
            return std::optional{tus_problem(507, "quota",
                                             "this workspace has " + std::to_string(used) + " of " +
                                                 std::to_string(*most) + " bytes, and this file does not fit",
                                             "erase tracks from the bin, or ask whoever runs the server for more")};
    }
    STRATUM_TRY(const auto free, free_bytes(call.services));
    if (length > free - reserve(call.services))
        return std::optional{tus_problem(507, "no_space", "the server's disk has no room for this file",
                                         "ask whoever runs the server to make room, then try again")};
    return std::optional<Problem>{};
}

/// Whether the track may be appended to that playlist.
Result<std::optional<Problem>> wrong_playlist(const Call& call, store::Database& database, const Uuid& playlist) {
    STRATUM_TRY(const auto decision, account::decide(database, call.services.permissions, call.actor, "playlists.write",
                                                     call.workspace, call.now));
    if (!decision.allowed) {
        auto refused = platform::problem_of(account::refusal(decision, "playlists.write"), false);
        refused.headers.set("Tus-Resumable", std::string{kTusVersion});
        return std::optional{std::move(refused)};
    }
    auto library = library::Library::over(database, call.workspace, call.services.clock);
    STRATUM_TRY_VOID(library::Playlists{library}.get(playlist));
    return std::optional<Problem>{};
}

Problem failed(const Call& call, const Error& error) {
    auto problem = tus_problem(error);
    if (problem.status >= 500)
        call.services.log.error("an upload failed", {{"request", call.request.id}, {"error", error.text()}});
    return problem;
}

Begun refuse(const Call& call, const Error& error) { return Answer{failed(call, error)}; }

Begun create(Call& call) {
    const auto& headers = call.request.headers;
    if (auto wrong = not_tus(call)) return Answer{std::move(*wrong)};
    if (call.services.blobs == nullptr) return refuse(call, platform::no_place_for_files());
    if (headers.find("Upload-Defer-Length") != nullptr || headers.find("Upload-Concat") != nullptr)
        return refuse(call,
                      error(ErrorCode::invalid_argument, "uploads of unknown length or in pieces are not offered here",
                            "send the field Upload-Length"));
    const auto length = parse_bytes("Upload-Length", headers.get("Upload-Length"));
    if (!length) return refuse(call, length.error());
    if (*length == 0) return refuse(call, error(ErrorCode::invalid_argument, "an empty file holds no music"));
    if (*length > call.services.largest_upload)
        return Answer{
            tus_problem(413, "too_large",
                        "files of more than " + std::to_string(call.services.largest_upload) + " bytes are not taken",
                        "whoever runs the server sets uploads.largest")};
    const auto description = parse_metadata(headers.joined("Upload-Metadata"));
    if (!description) return refuse(call, description.error());
    auto checksum = parse_checksum(headers.get("Upload-Checksum"));
    if (!checksum) return refuse(call, checksum.error());
    const auto body = content_length(call);
    if (!body) return refuse(call, body.error());
    const bool has_body = *body > 0 || headers.find("Transfer-Encoding") != nullptr;
    if (has_body)
        if (auto wrong = wrong_body(call)) return Answer{std::move(*wrong)};
    if (*body > *length)
        return Answer{tus_problem(413, "too_large", "the body is longer than the Upload-Length that was said")};
    Upload upload{.workspace = call.workspace,
                  .id = call.services.ids.next(),
                  .name = description->name,
                  .playlist = description->playlist,
                  .length = *length,
                  .created_at = call.now,
                  .expires_at = expiry(call.services, call.now),
                  .created_by = call.actor.user == Uuid{} ? std::nullopt : std::optional{call.actor.user}};
    auto place = Place::make(call.services, upload.id);
    if (!place) return refuse(call, place.error());
    std::optional<Problem> wrong;
    const auto made = call.services.change([&](store::Database& database) -> Result<void> {
        STRATUM_TRY(wrong, no_room(call, database, upload.length));
        if (!wrong && upload.playlist) {
            STRATUM_TRY(wrong, wrong_playlist(call, database, *upload.playlist));
        }
        return wrong ? Result<void>{} : insert(database, upload);
    });
    if (!made || wrong) place->remove();
    if (!made) return refuse(call, made.error());
    if (wrong) return Answer{std::move(*wrong)};
    Receiver::Part part{.checksum = std::move(*checksum), .creates = true};
    if (!has_body) part.checksum.reset();  // of nothing
    auto receiver = std::make_unique<Receiver>(call.services, std::move(upload), std::move(*place), std::move(part));
    if (!has_body) return Answer{receiver->finish(true)};
    return std::unique_ptr<net::BodySink>{std::move(receiver)};
}

Begun resume(Call& call) {
    const auto& headers = call.request.headers;
    if (auto wrong = not_tus(call)) return Answer{std::move(*wrong)};
    if (auto wrong = wrong_body(call)) return Answer{std::move(*wrong)};
    const auto offset = parse_bytes("Upload-Offset", headers.get("Upload-Offset"));
    if (!offset) return refuse(call, offset.error());
    auto checksum = parse_checksum(headers.get("Upload-Checksum"));
    if (!checksum) return refuse(call, checksum.error());
    const auto body = content_length(call);
    if (!body) return refuse(call, body.error());
    auto upload = upload_in_path(call);
    if (!upload) return refuse(call, upload.error());
    if (!*upload) return Answer{expired()};
    if (call.services.blobs == nullptr) return refuse(call, platform::no_place_for_files());
    // What was handed over stands at its end for ever.
    if ((*upload)->job) {
        if (*offset != (*upload)->length) return Answer{out_of_place(**upload)};
        if (*body > 0) return Answer{tus_problem(413, "too_large", "the upload is complete")};
        net::Response response = tus_response(204);
        add_offset(response, **upload);
        return Answer{std::move(response)};
    }
    auto place = Place::open(call.services, (*upload)->id);
    if (!place && place.error().code == ErrorCode::busy) {
        auto locked = tus_problem(423, "busy", place.error().message, place.error().hint);
        locked.headers.set("Retry-After", "1");
        return Answer{std::move(locked)};
    }
    if (!place && place.error().code == ErrorCode::not_found) return Answer{lost()};
    if (!place) return refuse(call, place.error());
    // It may have gone on until the lock was ours.
    auto now = upload_in_path(call);
    if (!now) return refuse(call, now.error());
    if (!*now) return Answer{expired()};
    if ((*now)->kept != *offset || (*now)->job) return Answer{out_of_place(**now)};
    if (const auto held = place->hold_to((*now)->kept); !held)
        return held.error().code == ErrorCode::not_found ? Begun{Answer{lost()}} : refuse(call, held.error());
    if (*body > (*now)->length - *offset)
        return Answer{tus_problem(413, "too_large", "the body goes beyond the Upload-Length that was said",
                                  "begin a new upload with the right length")};
    return std::make_unique<Receiver>(call.services, std::move(**now), std::move(*place),
                                      Receiver::Part{.checksum = std::move(*checksum)});
}

Answer offset(Call& call) {
    if (auto wrong = not_tus(call)) return std::move(*wrong);
    auto upload = upload_in_path(call);
    if (!upload) return failed(call, upload.error());
    if (!*upload) return expired();
    if (!(*upload)->job && !Place::holds(call.services, (*upload)->id, (*upload)->kept)) return lost();
    net::Response response = tus_response(200);
    response.headers.set("Upload-Length", std::to_string((*upload)->length));
    add_offset(response, **upload);
    return response;
}

Answer show(Call& call) {
    STRATUM_TRY(const auto upload, upload_in_path(call));
    if (!upload) return expired();
    STRATUM_TRY(const auto lease, call.services.pool.read());
    std::optional<store::Job> job;
    if (upload->job) {
        STRATUM_TRY(job, store::find_job(*lease, call.workspace, *upload->job));
    }
    JsonWriter w;
    write_upload(w, *upload, job);
    return platform::json_text(200, w.take());
}

Answer list_them(Call& call) {
    STRATUM_TRY(const auto page, platform::page_of(call));
    std::optional<Uuid> before;
    if (!page.cursor.empty()) {
        before = parse_uuid(page.cursor);
        if (!before)
            return error(ErrorCode::invalid_argument, "the parameter cursor must be the next_cursor of a page before");
    }
    STRATUM_TRY(const auto lease, call.services.pool.read());
    JsonWriter w;
    w.begin_object();
    w.key("items");
    w.begin_array();
    std::int64_t told = 0;
    bool more = true;
    // What is done is known to the jobs only, and passed over here.
    while (more && told < page.limit) {
        STRATUM_TRY(const auto batch, list(*lease, call.workspace, before, page.limit));
        more = static_cast<std::int64_t>(batch.size()) == page.limit;
        for (const Upload& upload : batch) {
            if (told == page.limit) {
                more = true;
                break;
            }
            before = upload.id;
            if (upload.is_expired(call.now)) continue;
            std::optional<store::Job> job;
            if (upload.job) {
                STRATUM_TRY(job, store::find_job(*lease, call.workspace, *upload.job));
            }
            if (state_of(upload, job) == State::done) continue;
            write_upload(w, upload, job);
            ++told;
        }
    }
    w.end_array();
    if (more && before) w.member("next_cursor", to_text(*before));
    w.end_object();
    return platform::json_text(200, w.take());
}

Answer give_up(Call& call) {
    if (auto wrong = not_tus(call)) return std::move(*wrong);
    auto upload = upload_in_path(call);
    if (!upload) return failed(call, upload.error());
    if (!*upload) return expired();
    if ((*upload)->job)
        return tus_problem(409, "conflict", "this upload is complete", "put its track into the bin instead");
    auto place = Place::open(call.services, (*upload)->id);
    if (!place && place.error().code == ErrorCode::busy) {
        auto locked = tus_problem(423, "busy", place.error().message, place.error().hint);
        locked.headers.set("Retry-After", "1");
        return locked;
    }
    std::optional<Problem> late;
    const auto removed = call.services.change([&](store::Database& database) -> Result<void> {
        STRATUM_TRY(const auto now, find(database, call.workspace, (*upload)->id));
        late.reset();
        if (now && now->job)
            late = tus_problem(409, "conflict", "this upload is complete", "put its track into the bin instead");
        return late ? Result<void>{} : remove(database, call.workspace, (*upload)->id);
    });
    if (!removed) return failed(call, removed.error());
    if (late) return std::move(*late);
    if (place) place->remove();
    return tus_response(204);
}

}  // namespace

std::vector<platform::Route> routes() {
    using net::Method;
    constexpr std::string_view kAdd = "tracks.add";
    return {
        {.method = Method::options, .path = kPath, .permission = "public", .handle = describe_tus},
        {.method = Method::get, .path = kPath, .permission = kAdd, .query = platform::paged(), .handle = list_them},
        {.method = Method::post, .path = kPath, .permission = kAdd, .receive = create},
        {.method = Method::get, .path = kOnePath, .permission = kAdd, .handle = show},
        {.method = Method::head, .path = kOnePath, .permission = kAdd, .handle = offset},
        {.method = Method::patch, .path = kOnePath, .permission = kAdd, .receive = resume},
        {.method = Method::delete_, .path = kOnePath, .permission = kAdd, .handle = give_up},
    };
}

}  // namespace stratum::uploads

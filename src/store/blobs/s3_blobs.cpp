#include "stratum/store/blobs/s3_blobs.hpp"

#include "s3_answers.hpp"
#include "s3_requests.hpp"
#include "spool.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::store {
namespace {

constexpr std::int64_t kMostParts = 10'000;

std::optional<std::int64_t> length_of(const net::ClientResponse& response) {
    const auto length = parse_integer(response.headers.get("Content-Length"));
    return length && *length >= 0 ? length : std::nullopt;
}

class S3Blobs final : public Blobs {
  public:
    S3Blobs(std::unique_ptr<const S3Options> options, S3Requests requests, const Clock& clock)
        : options_(std::move(options)), requests_(std::move(requests)), clock_(clock) {}

    Result<BlobInfo> put(const Source& source, std::stop_token stop) override {
        STRATUM_TRY(const auto spool, Spool::fill(options_->scratch, source, stop));
        const auto known = stat(spool.id());
        if (known && known->size == spool.size()) return *known;
        if (!known && known.error().code != ErrorCode::not_found) return known.error();
        if (spool.size() <= options_->part_size)
            STRATUM_TRY_VOID(put_whole(spool, stop));
        else
            STRATUM_TRY_VOID(put_in_parts(spool, stop));
        return BlobInfo{.id = spool.id(), .size = spool.size(), .stored_at = clock_.now()};
    }

    Result<void> get(const BlobId& id, ByteRange range, const Sink& sink, std::stop_token stop) override {
        if (range.offset < 0 || range.length < 0) return beyond();
        STRATUM_TRY(const BlobInfo info, stat(id));
        if (range.offset > info.size) return beyond();
        std::int64_t offset = range.offset;
        const std::int64_t end = offset + std::min(range.length, info.size - offset);
        for (int attempt = 1; offset < end; ++attempt) {
            if (stop.stop_requested()) return error(ErrorCode::cancelled, "reading a blob was cancelled");
            const std::int64_t before = offset;
            const auto piece = get_piece(id, offset, end, sink, stop);
            if (piece) break;
            if (offset > before) attempt = 1;  // it gets on
            const bool broken = !piece.error().second && (piece.error().first.code == ErrorCode::io ||
                                                          piece.error().first.code == ErrorCode::timeout);
            if (!broken || attempt >= options_->attempts) return piece.error().first;
            requests_.pause_before(attempt);
        }
        if (offset < end)
            return error(ErrorCode::corrupt, "the blob " + crypto::to_hex(id) + " became shorter while it was read");
        return {};
    }

    Result<BlobInfo> stat(const BlobId& id) override {
        STRATUM_TRY(const auto response, requests_.send({.method = net::Method::head, .key = key_of(id)}));
        if (response.status == 404) return missing(id);
        if (response.status != 200) return requests_.error_of(response, "say whether it has a blob");
        const auto length = length_of(response);
        const auto modified = read_s3_time(response.headers.get("Last-Modified"));
        if (!length || !modified) return requests_.error_of(response, "tell size and time of a blob");
        return BlobInfo{.id = id, .size = *length, .stored_at = *modified};
    }

    Result<void> remove(const BlobId& id) override {
        STRATUM_TRY(const auto response, requests_.send({.method = net::Method::delete_, .key = key_of(id)}));
        if (response.status / 100 == 2 || response.status == 404) return {};
        return requests_.error_of(response, "remove a blob");
    }

    Result<void> list(const std::function<Result<void>(const BlobInfo&)>& each, std::stop_token stop) override {
        std::string next;
        do {
            S3Call call{.query = {{"list-type", "2"},
                                  {"max-keys", std::to_string(options_->page)},
                                  {"prefix", options_->prefix}},
                        .stop = stop};
            if (!next.empty()) call.query["continuation-token"] = next;
            STRATUM_TRY(const auto response, requests_.send(call));
            if (response.status != 200) return requests_.error_of(response, "list its blobs");
            const auto page = read_s3_page(response.body);
            if (!page) return requests_.error_of(response, "list its blobs in a form that can be read");
            for (const auto& object : page->objects) {
                if (!object.key.starts_with(options_->prefix)) continue;
                const auto id = parse_blob_id(std::string_view{object.key}.substr(options_->prefix.size()));
                if (!id || key_of(*id) != object.key) continue;
                STRATUM_TRY_VOID(each({.id = *id, .size = object.size, .stored_at = object.modified}));
            }
            next = page->next;
        } while (!next.empty());
        return {};
    }

    Result<void> check() override {
        if (!is_writable_folder(options_->scratch))
            return error(ErrorCode::permission_denied, "the folder " + options_->scratch + " can not be written",
                         "it is where blobs are kept on their way to S3");
        STRATUM_TRY(const auto response, requests_.send({.query = {{"list-type", "2"}, {"max-keys", "1"}}}));
        if (response.status != 200) return requests_.error_of(response, "answer as a bucket does");
        return {};
    }

  private:
    /// An error, and whether it was the reader's own.
    class PieceResult {
      public:
        PieceResult() = default;
        PieceResult(Error why, bool of_sink) : failure_({std::move(why), of_sink}) {}
        explicit operator bool() const { return !failure_; }
        [[nodiscard]] const std::pair<Error, bool>& error() const { return *failure_; }

      private:
        std::optional<std::pair<Error, bool>> failure_;
    };

    [[nodiscard]] std::string key_of(const BlobId& id) const { return options_->prefix + crypto::to_hex(id); }
    static Error missing(const BlobId& id) {
        return error(ErrorCode::not_found, "there is no blob " + crypto::to_hex(id));
    }
    static Error beyond() {
        return error(ErrorCode::invalid_argument, "a part was asked for that begins beyond the end of its blob");
    }

    /// From `offset`, which moves with what was handed over, as far as the line holds.
    PieceResult get_piece(const BlobId& id, std::int64_t& offset, std::int64_t end, const Sink& sink,
                          const std::stop_token& stop) {
        bool of_sink = false;
        S3Call call{.key = key_of(id), .stop = stop, .repeat_broken = false};
        call.headers["range"] = "bytes=" + std::to_string(offset) + "-" + std::to_string(end - 1);
        call.sink = [&](std::span<const char> piece) -> Result<void> {
            // A server that knows no ranges would send what was not asked for.
            if (static_cast<std::int64_t>(piece.size()) > end - offset)
                return error(ErrorCode::unsupported, "the store sends more than the part that was asked for");
            const auto taken = sink({reinterpret_cast<const std::uint8_t*>(piece.data()), piece.size()});
            of_sink = !taken;
            if (taken) offset += static_cast<std::int64_t>(piece.size());
            return taken;
        };
        const auto response = requests_.send(call);
        if (!response) return {response.error(), of_sink};
        if (response->status == 404) return {missing(id), false};
        if (response->status != 206 && response->status != 200)
            return {requests_.error_of(*response, "give a blob"), false};
        return {};
    }

    static Result<std::string> read(const Spool& spool, std::int64_t offset, std::int64_t length) {
        std::string bytes(static_cast<std::size_t>(length), '\0');
        for (std::size_t done = 0; done < bytes.size();) {
            const std::span rest{reinterpret_cast<std::uint8_t*>(bytes.data()) + done, bytes.size() - done};
            STRATUM_TRY(const std::size_t count,
                        os::read_at(spool.fd(), offset + static_cast<std::int64_t>(done), rest));
            if (count == 0) return error(ErrorCode::io, "a blob on its way to S3 became shorter");
            done += count;
        }
        return bytes;
    }

    Result<void> put_whole(const Spool& spool, const std::stop_token& stop) {
        STRATUM_TRY(auto bytes, read(spool, 0, spool.size()));
        STRATUM_TRY(const auto response, requests_.send({.method = net::Method::put,
                                                         .key = key_of(spool.id()),
                                                         .headers = {{"content-type", "application/octet-stream"}},
                                                         .body = std::move(bytes),
                                                         .stop = stop}));
        if (response.status != 200) return requests_.error_of(response, "keep a blob");
        return {};
    }

    /// The object appears when all parts are there and the upload is completed; otherwise it is given up.
    Result<void> put_in_parts(const Spool& spool, const std::stop_token& stop) {
        const std::string key = key_of(spool.id());
        STRATUM_TRY(const auto begun, requests_.send({.method = net::Method::post,
                                                      .key = key,
                                                      .query = {{"uploads", ""}},
                                                      .headers = {{"content-type", "application/octet-stream"}},
                                                      .stop = stop}));
        const auto upload = begun.status == 200 ? xml_text(begun.body, "UploadId") : std::nullopt;
        if (!upload || upload->empty()) return requests_.error_of(begun, "begin an upload");
        const auto sent = send_parts(spool, key, *upload, stop);
        if (sent) return sent;
        (void)requests_.send({.method = net::Method::delete_, .key = key, .query = {{"uploadId", *upload}}});
        return sent;
    }

    Result<void> send_parts(const Spool& spool, const std::string& key, const std::string& upload,
                            const std::stop_token& stop) {
        const std::int64_t part = std::max(options_->part_size, (spool.size() + kMostParts - 1) / kMostParts);
        std::string parts;
        for (std::int64_t number = 1, offset = 0; offset < spool.size(); ++number, offset += part) {
            STRATUM_TRY(auto bytes, read(spool, offset, std::min(part, spool.size() - offset)));
            STRATUM_TRY(const auto response,
                        requests_.send({.method = net::Method::put,
                                        .key = key,
                                        .query = {{"partNumber", std::to_string(number)}, {"uploadId", upload}},
                                        .body = std::move(bytes),
                                        .stop = stop}));
            std::string tag{response.headers.get("ETag")};
            if (response.status != 200 || tag.empty() || tag.find_first_of("<&") != std::string::npos)
                return requests_.error_of(response, "keep a part of a blob");
            parts += "<Part><PartNumber>" + std::to_string(number) + "</PartNumber><ETag>" + tag + "</ETag></Part>";
        }
        STRATUM_TRY(const auto done,
                    requests_.send({.method = net::Method::post,
                                    .key = key,
                                    .query = {{"uploadId", upload}},
                                    .headers = {{"content-type", "application/xml"}},
                                    .body = "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>",
                                    .stop = stop}));
        // It may say 200, send blanks while it works, and then an error. One that was repeated may find its work done.
        if (done.status == 200 && xml_text(done.body, "CompleteMultipartUploadResult")) return {};
        const auto there = stat(spool.id());
        if (there && there->size == spool.size()) return {};
        return requests_.error_of(done, "complete an upload");
    }

    const std::unique_ptr<const S3Options> options_;
    const S3Requests requests_;
    const Clock& clock_;
};

}  // namespace

Result<std::unique_ptr<Blobs>> open_s3_blobs(S3Options options, net::Client& client, const Clock& clock) {
    options.scratch = absolute_path(options.scratch);
    auto kept = std::make_unique<const S3Options>(std::move(options));
    STRATUM_TRY(auto requests, S3Requests::make(*kept, client, clock));
    STRATUM_TRY_VOID(make_folders(kept->scratch));
    remove_old_spools(kept->scratch, clock.now());
    return std::unique_ptr<Blobs>{std::make_unique<S3Blobs>(std::move(kept), std::move(requests), clock)};
}

}  // namespace stratum::store

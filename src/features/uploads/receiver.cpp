#include "receiver.hpp"

#include "arrival.hpp"
#include "wire.hpp"

namespace stratum::uploads {
namespace {

constexpr std::int64_t kTold = std::int64_t{16} << 20;  ///< Most that a kill can cost.

}  // namespace

Receiver::Receiver(const platform::Services& services, Upload upload, Place place, Part part)
    : services_(services),
      upload_(std::move(upload)),
      place_(std::move(place)),
      part_(std::move(part)),
      digest_(part_.checksum ? signatures::Digest::of(part_.checksum->algorithm) : std::nullopt),
      written_(upload_.kept) {}

Result<void> Receiver::write(std::span<const char> piece) {
    const auto size = static_cast<std::int64_t>(piece.size());
    if (size > upload_.length - written_) {
        failure_ = tus_problem(413, "too_large", "more came than the Upload-Length that was said",
                               "begin a new upload with the right length");
        return error(ErrorCode::invalid_argument, failure_->detail);
    }
    if (auto done = place_.write(written_, piece); !done) {
        fail(done.error());
        return done;
    }
    written_ += size;
    if (digest_) {
        digest_->update({reinterpret_cast<const std::uint8_t*>(piece.data()), piece.size()});
    } else if (written_ - upload_.kept >= kTold) {
        if (auto done = keep(); !done) {
            fail(done.error());
            return done;
        }
    }
    return {};
}

void Receiver::fail(const Error& error) {
    services_.log.error("a part of an upload could not be kept",
                        {{"upload", to_text(upload_.id)}, {"error", error.text()}});
    failure_ = tus_problem(error);
}

/// First the disk, then the row: what is told is there.
Result<void> Receiver::keep() {
    if (written_ == upload_.kept) return {};
    STRATUM_TRY_VOID(place_.sync());
    const Timestamp until = expiry(services_, services_.clock.now());
    STRATUM_TRY_VOID(
        services_.change([&](store::Database& database) { return advance(database, upload_, written_, until); }));
    upload_.kept = written_;
    upload_.expires_at = until;
    return {};
}

/// What of this request stays; nothing when all went well.
std::optional<platform::Problem> Receiver::settle(bool complete) {
    if (digest_) {
        const bool fits = complete && !failure_ && digest_->finish() == part_.checksum->value;
        if (!fits) {
            if (const auto gone = place_.cut(upload_.kept); !gone)
                services_.log.warning("a part of an upload could not be dropped", {{"error", gone.error().text()}});
            written_ = upload_.kept;
            if (failure_) return failure_;
            return tus_problem(460, "checksum_mismatch", "the bytes that came are not those of the checksum",
                               "send this part again");
        }
    }
    if (const auto kept = keep(); !kept && !failure_) fail(kept.error());
    return failure_;
}

/// Nobody will ever ask for it.
void Receiver::forget() {
    place_.remove();
    const auto gone =
        services_.change([&](store::Database& database) { return remove(database, upload_.workspace, upload_.id); });
    if (!gone) services_.log.warning("an upload could not be forgotten", {{"error", gone.error().text()}});
}

platform::Answer Receiver::conclude(bool complete) {
    auto failure = settle(complete);
    if (part_.creates && (failure || !complete)) {
        forget();
        return failure ? std::move(*failure) : tus_problem(400, "invalid_argument", "the request was cut");
    }
    if (failure) {
        failure->headers.set("Upload-Offset", std::to_string(upload_.kept));
        return std::move(*failure);
    }
    if (upload_.kept == upload_.length && !upload_.job) {
        // It is all there: should this fail, it is tried again by the sweeping, and by whoever asks.
        if (const auto done = arrive(services_, upload_, place_); !done) {
            services_.log.error("an upload that is all there could not be taken over",
                                {{"upload", to_text(upload_.id)}, {"error", done.error().text()}});
            return tus_problem(done.error());
        }
    }
    net::Response response = tus_response(part_.creates ? 201 : 204);
    if (part_.creates) response.headers.set("Location", "/api/v1/uploads/" + to_text(upload_.id));
    add_offset(response, upload_);
    return response;
}

net::Response Receiver::finish(bool complete) {
    auto answer = conclude(complete);
    place_.let_go();  // the next part may come before this object goes
    if (auto* response = std::get_if<net::Response>(&answer.get())) return std::move(*response);
    return platform::to_response(std::get<platform::Problem>(answer.get()), {});
}

}  // namespace stratum::uploads

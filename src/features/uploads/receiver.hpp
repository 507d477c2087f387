#pragma once

#include "place.hpp"
#include "rows.hpp"
#include "stratum/net/http.hpp"
#include "stratum/platform/route.hpp"
#include "stratum/signatures/digest.hpp"
#include "tus_fields.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace stratum::uploads {

/// Takes the bytes of one request to the disk as they come, and keeps the upload's row behind the disk.
///
///     piece   --> written to the file
///     16 MiB  --> synced, then the row: from here on they are told as kept
///     the end, or a cut --> synced, then the row; with a checksum only if it fits, else all of this request goes
///     the last byte --> `arrive`
class Receiver final : public net::BodySink {
  public:
    struct Part {
        std::optional<Checksum> checksum;
        /// The request made the upload. When it is cut or fails nobody has heard of the upload, and it goes.
        bool creates = false;
    };
    Receiver(const platform::Services& services, Upload upload, Place place, Part part);

    Result<void> write(std::span<const char> piece) override;
    net::Response finish(bool complete) override;

  private:
    Result<void> keep();
    platform::Answer conclude(bool complete);
    std::optional<platform::Problem> settle(bool complete);
    void forget();
    void fail(const Error& error);

    const platform::Services& services_;
    Upload upload_;
    Place place_;
    const Part part_;
    std::optional<signatures::Digest> digest_;
    std::int64_t written_;  ///< Bytes of the upload in the file.
    std::optional<platform::Problem> failure_;
};

}  // namespace stratum::uploads

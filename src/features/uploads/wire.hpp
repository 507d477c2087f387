#pragma once

#include "rows.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/platform/route.hpp"
#include "stratum/store/jobs/job.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Uploads as `api/uploads.yaml` has them.
namespace stratum::uploads {

enum class State : std::uint8_t {
    receiving,
    received,  ///< All bytes are there; the job runs, or is to be asked for.
    done,
    failed,
    cancelled,  ///< Somebody stopped the job.
};
/// What lies behind the last byte is for the job to say.
[[nodiscard]] State state_of(const Upload& upload, const std::optional<store::Job>& job);
void write_upload(JsonWriter& w, const Upload& upload, const std::optional<store::Job>& job);

/// An answer with the field that all answers of tus have.
[[nodiscard]] net::Response tus_response(int status);
[[nodiscard]] platform::Problem tus_problem(int status, std::string_view code, std::string detail,
                                            std::string hint = {});
[[nodiscard]] platform::Problem tus_problem(const Error& error);
/// `Upload-Offset`, `Upload-Expires` and `Stratum-Job`.
void add_offset(net::Response& response, const Upload& upload);

// Of the configuration.
[[nodiscard]] Timestamp expiry(const platform::Services& services, Timestamp now);
/// Bytes that one workspace may have; nothing: as many as there is room for.
[[nodiscard]] std::optional<std::int64_t> quota(const platform::Services& services);
/// Bytes of the disk that uploads leave free.
[[nodiscard]] std::int64_t reserve(const platform::Services& services);

}  // namespace stratum::uploads

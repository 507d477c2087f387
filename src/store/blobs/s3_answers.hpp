#pragma once

#include "stratum/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What S3 servers answer, read from their XML. No general reader: it finds elements by name, and what is not as it
/// should be is not there. Never trusts a length; thread-safe.
namespace stratum::store {

/// The text of the first element `name`, with the five entities of XML and numbered ones resolved.
[[nodiscard]] std::optional<std::string> xml_text(std::string_view xml, std::string_view name);
/// What lies within each element `name`, as it stands; for elements that do not contain themselves.
[[nodiscard]] std::vector<std::string_view> xml_elements(std::string_view xml, std::string_view name);

struct S3Object {
    std::string key;
    std::int64_t size = 0;
    Timestamp modified{};
};
struct S3Page {
    std::vector<S3Object> objects;
    std::string next;  ///< Where the next page begins; empty on the last.
};
/// Of ListObjectsV2. Nothing when it is none.
[[nodiscard]] std::optional<S3Page> read_s3_page(std::string_view xml);

/// "2009-10-12T17:50:30.000Z" or "Mon, 12 Oct 2009 17:50:30 GMT"; nothing for anything else.
[[nodiscard]] std::optional<Timestamp> read_s3_time(std::string_view text);

}  // namespace stratum::store

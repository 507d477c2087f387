#pragma once

#include "stratum/net/http.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The text around bodies, apart from any connection.
namespace stratum::net {

/// How a body is delimited on the wire.
enum class Framing : std::uint8_t { none, length, chunked };

struct Head {
    std::string text;  ///< With the empty line at its end.
    Framing framing = Framing::none;
};

/// Status line and fields of a response. `length` is that of the body, where it is known. Line breaks in values become
/// blanks, so that no value can add a field.
[[nodiscard]] Head head_of(const Response& response, std::optional<std::int64_t> length, bool keep_alive,
                           std::string_view date);

/// "1f\r\n", before a chunk of that many bytes.
[[nodiscard]] std::string chunk_head(std::size_t size);

/// The client's address: `peer`, or what a trusted proxy says of whom it speaks for.
[[nodiscard]] std::string client_of(std::string_view peer, const Headers& headers,
                                    const std::vector<std::string>& trusted);

}  // namespace stratum::net

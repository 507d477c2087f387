#pragma once

#include "stratum/base/result.hpp"
#include "stratum/net/http.hpp"

#include <ctime>
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

/// The time of day as HTTP says it, made once a second. One thread at a time.
class DateField {
  public:
    const std::string& now();

  private:
    std::string text_;
    std::time_t of_ = 0;
};

/// "1f\r\n", before a chunk of that many bytes.
[[nodiscard]] std::string chunk_head(std::size_t size);

/// The client's address: `peer`, or what a trusted proxy says of whom it speaks for.
[[nodiscard]] std::string client_of(std::string_view peer, const Headers& headers,
                                    const std::vector<std::string>& trusted);

/// Who holds the other end of a line, and how.
struct Peer {
    std::string_view address;
    bool encrypted = false;
};

/// Reads path, query, client and scheme out of method, target and fields, and refuses what two readers may understand
/// differently. `version` is 10 or 11. Errors: `invalid_argument`, with what is no proper head.
[[nodiscard]] Result<void> check_head(Request& request, unsigned version, Peer peer,
                                      const std::vector<std::string>& trusted);

}  // namespace stratum::net

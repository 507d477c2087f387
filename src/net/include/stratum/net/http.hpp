#pragma once

#include "stratum/base/os/fd.hpp"
#include "stratum/base/result.hpp"
#include "stratum/net/event_channel.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// Requests and responses as plain values: what a handler sees. No library's type is in here, so that handlers compile
/// fast and are tested as ordinary functions.
namespace stratum::net {

/// `other` is every method that no route has.
enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, other };
/// "GET", "DELETE", ..., "OTHER".
[[nodiscard]] std::string_view name_of(Method method);
/// False for a name that is none of these; `other` has none.
[[nodiscard]] bool from_name(std::string_view name, Method& out);

/// Header fields in their order. Names are compared without regard to capitals.
class Headers {
  public:
    using Field = std::pair<std::string, std::string>;
    Headers() = default;
    Headers(std::initializer_list<Field> fields) : fields_(fields) {}

    /// The first value; null when there is none.
    [[nodiscard]] const std::string* find(std::string_view name) const;
    /// The first value; empty when there is none.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    /// All values of a list field, joined by ", " as RFC 9110 allows.
    [[nodiscard]] std::string joined(std::string_view name) const;
    /// In place of all that were there.
    void set(std::string_view name, std::string value);
    void add(std::string_view name, std::string value) { fields_.emplace_back(std::string{name}, std::move(value)); }
    void remove(std::string_view name);
    [[nodiscard]] auto begin() const { return fields_.begin(); }
    [[nodiscard]] auto end() const { return fields_.end(); }
    [[nodiscard]] std::size_t size() const { return fields_.size(); }

  private:
    std::vector<Field> fields_;
};

/// The part of a target behind "?", decoded.
class Query {
  public:
    [[nodiscard]] const std::string* find(std::string_view name) const;
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const { return values_; }
    /// `+` is a blank, %XX a byte. Errors: `invalid_argument` for broken escapes and bytes that are no UTF-8.
    [[nodiscard]] static Result<Query> parse(std::string_view text);

  private:
    std::vector<std::pair<std::string, std::string>> values_;
};

struct Request {
    Method method = Method::get;
    std::string target;  ///< As it was sent: "/api/v1/tracks?sort=-bpm".
    std::string path;    ///< "/api/v1/tracks", not decoded.
    Query query;
    Headers headers;
    std::string body;                                           ///< Empty where the route takes it in pieces.
    std::vector<std::pair<std::string, std::string>> captured;  ///< By the route: {"track", "018f..."}; decoded.
    std::string remote;      ///< The client's address, "127.0.0.1"; behind a trusted proxy, what that says.
    bool secure = false;     ///< Came over TLS, to us or to the proxy.
    std::string id;          ///< Of this request, in the log and in the answer.
    std::string trace;       ///< W3C trace id, 32 hex digits.
    std::string span;        ///< Our own span in it, 16 hex digits.
    std::stop_token stop{};  ///< Requested when the client went, or the server ends.

    /// What the route captured under a name; empty when nothing.
    [[nodiscard]] std::string_view capture(std::string_view name) const;
};

/// A piece of an open file.
struct FilePart {
    os::Fd file;
    std::int64_t offset = 0;
    std::int64_t length = 0;
};

/// A body that is made while it is sent. Called on the pool, never on two threads at once.
class BodySource {
  public:
    virtual ~BodySource() = default;
    /// Fills some of `place`; 0 is the end. An error breaks the connection off, so that half a body is not taken for a
    /// whole one.
    virtual Result<std::size_t> read(std::span<char> place) = 0;
};

using Body = std::variant<std::string, FilePart, std::unique_ptr<BodySource>, std::shared_ptr<EventChannel>>;

struct Response {
    int status = 200;
    Headers headers;
    Body body{};
    /// Of a `BodySource`, when it is known beforehand; otherwise it goes out in chunks.
    std::optional<std::int64_t> length{};
};

/// A request's body taken in pieces, in their order, on the pool.
class BodySink {
  public:
    virtual ~BodySink() = default;
    /// An error ends the reading, and is answered.
    virtual Result<void> write(std::span<const char> piece) = 0;
    /// `complete` is false when the client went away before the end; nobody hears the answer then.
    virtual Response finish(bool complete) = 0;
};

/// The reason phrase of a status: "Not Found".
[[nodiscard]] std::string_view reason_of(int status);
/// %XX decoded; nothing for broken escapes or a zero byte.
[[nodiscard]] std::optional<std::string> decode_percent(std::string_view text, bool plus_is_blank = false);
/// Everything but letters, digits and -._~ escaped.
[[nodiscard]] std::string encode_percent(std::string_view text);
/// "Sat, 21 Nov 2026 22:35:16 GMT" (RFC 9110), from seconds since 1970.
[[nodiscard]] std::string http_date(std::int64_t seconds);

}  // namespace stratum::net

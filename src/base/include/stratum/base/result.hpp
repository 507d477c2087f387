#pragma once

#include "stratum/base/export.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace stratum {

/// What went wrong, in the few kinds that callers act on. Three tables elsewhere turn a code into an exit code, an HTTP
/// status and the answer to "try again?"; nothing else interprets codes.
enum class ErrorCode : std::uint8_t {
    invalid_argument,  ///< The caller asked for something that makes no sense.
    not_found,         ///< The file, track or row is not there.
    already_exists,
    permission_denied,
    unsupported,  ///< A format or option this build does not handle.
    corrupt,      ///< Data that breaks its own format's rules.
    protected_,   ///< Content locked by rights management.
    empty,        ///< Nothing in it: no audio, no bytes.
    too_short,    ///< Less than the method needs.
    no_space,     ///< Disk full or quota reached.
    busy,         ///< Locked by somebody else; later may work.
    timeout,
    cancelled,
    crashed,   ///< A confined child died.
    io,        ///< The operating system said no.
    internal,  ///< A bug of ours.
};

/// `invalid_argument`, `not_found`, ...: the stable spelling used in JSON and logs.
[[nodiscard]] STRATUM_EXPORT std::string_view name_of(ErrorCode code) noexcept;
/// The inverse of `name_of`; unknown names are `internal`.
[[nodiscard]] STRATUM_EXPORT ErrorCode error_code_from(std::string_view name) noexcept;
/// The exit code of the program for an error: 2 for usage, 1 otherwise; 130 for `cancelled`.
[[nodiscard]] STRATUM_EXPORT int exit_code_of(ErrorCode code) noexcept;
/// Whether the same call may succeed later without anything being changed by the caller.
[[nodiscard]] STRATUM_EXPORT bool worth_retrying(ErrorCode code) noexcept;

/// An error as a value: what happened, where, and what the reader can do about it.
struct [[nodiscard]] Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;                 ///< One sentence for a person, without a full stop.
    std::string hint;                    ///< What to do next; may be empty.
    std::shared_ptr<const Error> cause;  ///< What lay beneath; may be null.

    /// The same error seen from further up: `context` becomes the message, this one the cause.
    [[nodiscard]] STRATUM_EXPORT Error within(std::string context) const&;
    /// message: cause: cause (hint)
    [[nodiscard]] STRATUM_EXPORT std::string text() const;
};

[[nodiscard]] inline Error error(ErrorCode code, std::string message, std::string hint = {}) {
    return Error{code, std::move(message), std::move(hint), nullptr};
}

namespace detail {
[[noreturn]] STRATUM_EXPORT void result_misused(const char* what) noexcept;
[[noreturn]] STRATUM_EXPORT void check_failed(const char* expression, const char* file, int line) noexcept;
}  // namespace detail

/// A value or the `Error` that kept it from coming into being.
///
/// Our own instead of `std::expected`, so that the installed headers need C++20 only. Reading the wrong side is a bug
/// and ends the program.
template <class T>
class [[nodiscard]] Result {
  public:
    using value_type = T;
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
    Result(Error err) : state_(std::in_place_index<1>, std::move(err)) {}  // NOLINT: implicit by design

    [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }

    [[nodiscard]] T& value() & { return require(), *std::get_if<0>(&state_); }
    [[nodiscard]] const T& value() const& { return require(), *std::get_if<0>(&state_); }
    [[nodiscard]] T&& value() && { return require(), std::move(*std::get_if<0>(&state_)); }
    [[nodiscard]] T& operator*() & { return value(); }
    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
    [[nodiscard]] T* operator->() { return &value(); }
    [[nodiscard]] const T* operator->() const { return &value(); }

    [[nodiscard]] const Error& error() const& { return require_error(), *std::get_if<1>(&state_); }
    [[nodiscard]] Error&& error() && { return require_error(), std::move(*std::get_if<1>(&state_)); }

    template <class U>
    [[nodiscard]] T value_or(U&& other) const& {
        return ok() ? value() : static_cast<T>(std::forward<U>(other));
    }

  private:
    void require() const {
        if (!ok()) detail::result_misused("value() of a Result that holds an error");
    }
    void require_error() const {
        if (ok()) detail::result_misused("error() of a Result that holds a value");
    }
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
  public:
    using value_type = void;
    Result() = default;
    Result(Error err) : error_(std::move(err)) {}  // NOLINT: implicit by design
    [[nodiscard]] bool ok() const noexcept { return !error_; }
    explicit operator bool() const noexcept { return ok(); }
    [[nodiscard]] const Error& error() const& {
        if (!error_) detail::result_misused("error() of a Result that holds a value");
        return *error_;
    }

  private:
    std::optional<Error> error_;
};

}  // namespace stratum

/// Ends the program with file and line when only a bug of ours can make `expression` false.
#define STRATUM_CHECK(expression) \
    ((expression) ? void() : ::stratum::detail::check_failed(#expression, __FILE__, __LINE__))

#define STRATUM_CONCAT_(a, b) a##b
#define STRATUM_CONCAT(a, b) STRATUM_CONCAT_(a, b)
/// STRATUM_TRY(auto x, f()); takes the value out of a Result or hands its error up.
#define STRATUM_TRY(declaration, ...) STRATUM_TRY_(STRATUM_CONCAT(stratum_try_, __LINE__), declaration, __VA_ARGS__)
#define STRATUM_TRY_(temporary, declaration, ...)        \
    auto temporary = (__VA_ARGS__);                      \
    if (!temporary) return std::move(temporary).error(); \
    declaration = std::move(temporary).value()
/// STRATUM_TRY_VOID(f()); the same for Result<void>, or for a value nobody needs.
#define STRATUM_TRY_VOID(...)                                                                    \
    do {                                                                                         \
        auto stratum_try_result = (__VA_ARGS__);                                                 \
        if (!stratum_try_result) return ::stratum::Error(std::move(stratum_try_result).error()); \
    } while (false)

#pragma once

#include "handles.hpp"
#include "stratum/base/export.hpp"
#include "stratum/base/result.hpp"

#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>
#include <utility>

/// The border between C and C++: results become codes and error objects, and nothing is thrown across.
namespace stratum::capi {

constexpr stratum_code code_of(ErrorCode code) { return static_cast<stratum_code>(static_cast<int>(code) + 1); }
static_assert(code_of(ErrorCode::invalid_argument) == STRATUM_INVALID_ARGUMENT);
static_assert(code_of(ErrorCode::protected_) == STRATUM_PROTECTED);
static_assert(code_of(ErrorCode::cancelled) == STRATUM_CANCELLED);
static_assert(code_of(ErrorCode::internal) == STRATUM_INTERNAL);

inline Error null_argument(const char* name) {
    return error(ErrorCode::invalid_argument, std::string{name} + " must not be NULL");
}

inline stratum_code report_error(const Error& problem, stratum_error** out) {
    const stratum_code code = code_of(problem.code);
    if (out == nullptr) return code;
    Error without_hint = problem;
    without_hint.hint.clear();
    *out = new stratum_error{code, without_hint.text(), problem.hint};
    return code;
}

/// Runs `f`, which returns a Result<void>, and turns whatever comes out of it into a code.
template <class F>
stratum_code guard(stratum_error** out, F f) noexcept {
    const char* thrown = nullptr;
    try {
        try {
            const Result<void> result = f();
            return result ? STRATUM_OK : report_error(result.error(), out);
        } catch (const std::bad_alloc&) {
            thrown = "there is not enough memory";
        } catch (const std::length_error&) {
            thrown = "there is not enough memory";
        } catch (const std::exception&) {
            thrown = "an unexpected exception was caught";
        }
        return report_error(error(ErrorCode::internal, thrown), out);
    } catch (...) {  // not even memory for the error object
        return STRATUM_INTERNAL;
    }
}

// Seen from outside only because libstratum-media needs them; in no header that is installed.

/// A copy for the caller to keep, with a zero byte behind it. Throws bad_alloc.
STRATUM_EXPORT char* copy_for_caller(const void* data, std::size_t size);

/// The analysers that `options` names. Errors: `invalid_argument`.
STRATUM_EXPORT Result<analysis::AnalysisOptions> options_from(const stratum_options* options);

/// Whether the caller's struct has a size and one that reaches over its first member.
template <class T>
bool sized(const T* out) {
    return out != nullptr && out->struct_size > sizeof(std::size_t);
}

/// Fills as much of the caller's struct as the caller knows of, and leaves its size as it was.
template <class T>
void hand_out(T* out, T value) {
    const std::size_t size = out->struct_size;
    value.struct_size = size;
    std::memcpy(out, &value, size < sizeof(T) ? size : sizeof(T));
}

}  // namespace stratum::capi

#pragma once

#include "ort_abi.hpp"
#include "stratum/nn/runtime.hpp"

#include <memory>
#include <string>

namespace stratum::nn {

struct Runtime::State {
    std::string library;
    std::string version;
    const void* const* api = nullptr;
    ort::Env* env = nullptr;
    ort::MemoryInfo* memory = nullptr;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State();
    /// Turns a status of the library into a result, and frees it.
    Result<void> check(ort::Status* status, ErrorCode code, const std::string& what) const;
};

}  // namespace stratum::nn

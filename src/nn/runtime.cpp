#include "stratum/nn/runtime.hpp"

#include "runtime_state.hpp"

#include <dlfcn.h>

namespace stratum::nn {
namespace {

using GetApiBase = const ort::ApiBase*() noexcept;

}  // namespace

Runtime::State::~State() {
    if (memory != nullptr) ort::ReleaseMemoryInfo::of(api)(memory);
    if (env != nullptr) ort::ReleaseEnv::of(api)(env);
    // The library stays loaded: it keeps threads and thread-local state of its own, and may be asked for again.
}

Result<void> Runtime::State::check(ort::Status* status, ErrorCode code, const std::string& what) const {
    if (status == nullptr) return {};
    std::string words = ort::GetErrorMessage::of(api)(status);
    ort::ReleaseStatus::of(api)(status);
    return error(code, what + ": " + words);
}

Result<Runtime> Runtime::load(std::span<const std::string> libraries) {
    std::string tried;
    for (const std::string& library : libraries) {
        void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        if (handle == nullptr) {
            const char* why = ::dlerror();
            tried += (tried.empty() ? "" : "; ") + std::string{why != nullptr ? why : library.c_str()};
            continue;
        }
        const auto base_of = reinterpret_cast<GetApiBase*>(::dlsym(handle, "OrtGetApiBase"));
        if (base_of == nullptr)
            return error(ErrorCode::unsupported, library + " is no ONNX Runtime",
                         "name the library libonnxruntime.so of ONNX Runtime 1.14 or newer");
        auto state = std::make_shared<State>();
        state->library = library;
        state->version = base_of()->version();
        state->api = base_of()->get_api(ort::kApiVersion);
        if (state->api == nullptr)
            return error(ErrorCode::unsupported, library + " is ONNX Runtime " + state->version + ", which is too old",
                         "install 1.14 or newer");
        STRATUM_TRY_VOID(state->check(ort::CreateEnv::of(state->api)(ort::kLogErrors, "stratum", &state->env),
                                      ErrorCode::unsupported, library + " does not start"));
        STRATUM_TRY_VOID(state->check(ort::DisableTelemetryEvents::of(state->api)(state->env), ErrorCode::unsupported,
                                      library + " does not start"));
        STRATUM_TRY_VOID(state->check(
            ort::CreateCpuMemoryInfo::of(state->api)(ort::kArenaAllocator, ort::kDefaultMemory, &state->memory),
            ErrorCode::unsupported, library + " does not start"));
        return Runtime{std::move(state)};
    }
    return error(ErrorCode::not_found, "ONNX Runtime was not found (" + tried + ")",
                 "install libonnxruntime, or name its place in the configuration");
}

const std::string& Runtime::library() const { return state_->library; }
const std::string& Runtime::version() const { return state_->version; }

}  // namespace stratum::nn

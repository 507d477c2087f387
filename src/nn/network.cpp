#include "runtime_state.hpp"

#include <memory>

namespace stratum::nn {
namespace {

/// Frees an object of the library at the end of a scope.
template <class T, class Release>
struct Deleter {
    const void* const* api;
    void operator()(T* object) const { Release::of(api)(object); }
};
template <class T, class Release>
using Owned = std::unique_ptr<T, Deleter<T, Release>>;
using OwnedValue = Owned<ort::Value, ort::ReleaseValue>;
using OwnedShape = Owned<ort::ShapeInfo, ort::ReleaseShapeInfo>;
using OwnedOptions = Owned<ort::SessionOptions, ort::ReleaseSessionOptions>;
using OwnedSession = Owned<ort::Session, ort::ReleaseSession>;

}  // namespace

struct Network::State {
    std::shared_ptr<const Runtime::State> runtime;
    OwnedSession session;
};

Result<Network> Network::create(const Runtime& runtime, std::span<const std::uint8_t> onnx) {
    const auto& rt = runtime.state_;
    const void* const* api = rt->api;
    const auto must = [&](ort::Status* status) { return rt->check(status, ErrorCode::corrupt, "the network's model"); };

    ort::SessionOptions* made = nullptr;
    STRATUM_TRY_VOID(must(ort::CreateSessionOptions::of(api)(&made)));
    const OwnedOptions options{made, {api}};
    // One thread: results must not depend on what else runs. No arena: a child's memory is limited, and inputs differ
    // in size from call to call, so that kept blocks would seldom fit.
    STRATUM_TRY_VOID(must(ort::SetIntraOpNumThreads::of(api)(made, 1)));
    STRATUM_TRY_VOID(must(ort::SetInterOpNumThreads::of(api)(made, 1)));
    STRATUM_TRY_VOID(must(ort::DisableCpuMemArena::of(api)(made)));
    STRATUM_TRY_VOID(must(ort::DisableMemPattern::of(api)(made)));
    STRATUM_TRY_VOID(must(ort::SetSessionGraphOptimizationLevel::of(api)(made, ort::kAllOptimizations)));
    ort::Session* session = nullptr;
    STRATUM_TRY_VOID(
        must(ort::CreateSessionFromArray::of(api)(rt->env, onnx.data(), onnx.size(), options.get(), &session)));
    auto state = std::make_shared<State>(State{rt, OwnedSession{session, {api}}});
    return Network{std::move(state)};
}

Result<std::vector<Tensor>> Network::run(const std::string& input, std::span<const float> values,
                                         std::span<const std::int64_t> shape,
                                         std::span<const std::string> outputs) const {
    const Runtime::State& rt = *state_->runtime;
    const auto must = [&](ort::Status* status) {
        return rt.check(status, ErrorCode::invalid_argument, "running a network");
    };
    std::int64_t count = 1;
    for (const std::int64_t dimension : shape) count *= dimension;
    if (count < 0 || static_cast<std::size_t>(count) != values.size())
        return error(ErrorCode::invalid_argument, "the input's shape does not fit its number of values");

    ort::Value* made = nullptr;
    // The library takes a pointer it may write to, but does not write to inputs.
    STRATUM_TRY_VOID(
        must(ort::CreateTensorWithData::of(rt.api)(rt.memory, const_cast<float*>(values.data()), values.size_bytes(),
                                                   shape.data(), shape.size(), ort::kFloat, &made)));
    const OwnedValue in{made, {rt.api}};
    std::vector<const char*> names;
    for (const std::string& name : outputs) names.push_back(name.c_str());
    std::vector<ort::Value*> raw(outputs.size(), nullptr);
    const char* const input_name = input.c_str();
    const ort::Value* const in_value = in.get();
    ort::Status* const status = ort::Run::of(rt.api)(state_->session.get(), nullptr, &input_name, &in_value, 1,
                                                     names.data(), names.size(), raw.data());
    std::vector<OwnedValue> out;
    for (ort::Value* value : raw) out.emplace_back(value, Deleter<ort::Value, ort::ReleaseValue>{rt.api});
    STRATUM_TRY_VOID(must(status));

    std::vector<Tensor> results;
    for (const OwnedValue& value : out) {
        ort::ShapeInfo* info = nullptr;
        STRATUM_TRY_VOID(must(ort::GetTensorTypeAndShape::of(rt.api)(value.get(), &info)));
        const OwnedShape owned{info, {rt.api}};
        int type = 0;
        std::size_t dimensions = 0;
        STRATUM_TRY_VOID(must(ort::GetTensorElementType::of(rt.api)(info, &type)));
        if (type != ort::kFloat) return error(ErrorCode::invalid_argument, "a network's output is not of type float");
        STRATUM_TRY_VOID(must(ort::GetDimensionsCount::of(rt.api)(info, &dimensions)));
        Tensor& tensor = results.emplace_back();
        tensor.shape.resize(dimensions);
        STRATUM_TRY_VOID(must(ort::GetDimensions::of(rt.api)(info, tensor.shape.data(), dimensions)));
        std::size_t size = 1;
        for (const std::int64_t dimension : tensor.shape) size *= static_cast<std::size_t>(dimension);
        void* data = nullptr;
        STRATUM_TRY_VOID(must(ort::GetTensorMutableData::of(rt.api)(value.get(), &data)));
        tensor.values.assign(static_cast<const float*>(data), static_cast<const float*>(data) + size);
    }
    return results;
}

}  // namespace stratum::nn

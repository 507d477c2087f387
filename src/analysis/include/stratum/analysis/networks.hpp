#pragma once

#include "stratum/base/export.hpp"
#include "stratum/base/result.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace stratum::nn {
class Network;
}

namespace stratum::analysis {

/// The trained networks of this library, ready to run. Made once and shared by any number of analyzers on any threads.
/// Without them everything is heard by signal processing alone.
class STRATUM_EXPORT Networks {
  public:
    /// Loads ONNX Runtime, the first of `libraries` that is there, and the models, which are part of this library.
    /// Errors: those of `nn::Runtime::load`.
    static Result<std::shared_ptr<const Networks>> load(std::span<const std::string> libraries);
    ~Networks();
    Networks(const Networks&) = delete;
    Networks& operator=(const Networks&) = delete;

    [[nodiscard]] const std::string& runtime_version() const;  ///< Of ONNX Runtime.
    [[nodiscard]] const nn::Network& beats() const;
    /// "beats " and the beginning of the model's hash: what analyses that used it are marked with. Known without
    /// loading.
    [[nodiscard]] static std::string_view beats_name();
    [[nodiscard]] const nn::Network& key() const;
    [[nodiscard]] static std::string_view key_name();  ///< Likewise.
    /// The network that hears drums, and its name likewise.
    [[nodiscard]] const nn::Network& drums() const;
    [[nodiscard]] static std::string_view drums_name();
    /// The network that tells voices, and its name likewise.
    [[nodiscard]] const nn::Network& vocals() const;
    [[nodiscard]] static std::string_view vocals_name();

  private:
    struct State;
    explicit Networks(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace stratum::analysis

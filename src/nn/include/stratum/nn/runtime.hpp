#pragma once

#include "stratum/base/export.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace stratum::nn {

/// Values and their shape, outermost dimension first; as many values as the product of the dimensions.
struct Tensor {
    std::vector<float> values;
    std::vector<std::int64_t> shape;
};

/// ONNX Runtime, loaded when somebody asks for it. Nothing of Stratum links it: without it, everything that does not
/// need a network works as before. Copies share one loaded library. Thread-safe.
class STRATUM_EXPORT Runtime {
  public:
    /// Loads the first of `libraries` that is there and speaks the interface that is needed (ONNX Runtime 1.14 or
    /// newer); names as the dynamic loader takes them. Errors: `not_found` with what each name gave, `unsupported`.
    static Result<Runtime> load(std::span<const std::string> libraries);
    [[nodiscard]] const std::string& library() const;  ///< The name that was loaded.
    [[nodiscard]] const std::string& version() const;  ///< "1.23.2".

  private:
    friend class Network;
    struct State;
    explicit Runtime(std::shared_ptr<const State> state) : state_(std::move(state)) {}
    std::shared_ptr<const State> state_;
};

/// One network, ready to run on one thread. `run` may be called from several threads at a time.
class STRATUM_EXPORT Network {
  public:
    /// From the bytes of a model in the ONNX format, which need not outlive the call.
    /// Errors: `corrupt` with the runtime's words.
    static Result<Network> create(const Runtime& runtime, std::span<const std::uint8_t> onnx);

    /// Runs on one input, single-threaded: the same input gives the same output, whatever else runs beside it.
    /// Outputs come in the order of `outputs`. Errors: `invalid_argument` when names or shapes do not fit the model.
    Result<std::vector<Tensor>> run(const std::string& input, std::span<const float> values,
                                    std::span<const std::int64_t> shape, std::span<const std::string> outputs) const;

  private:
    struct State;
    explicit Network(std::shared_ptr<const State> state) : state_(std::move(state)) {}
    std::shared_ptr<const State> state_;
};

}  // namespace stratum::nn

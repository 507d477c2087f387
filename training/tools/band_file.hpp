#pragma once

#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace stratum::training {

/// The band spectrum of a recording in steps of 144 values (see rhythm/beat_bands.hpp), each as round(value * 31.75).
class BandRecorder {
  public:
    BandRecorder(SampleRate rate, int channels);
    ~BandRecorder();
    BandRecorder(const BandRecorder&) = delete;
    BandRecorder& operator=(const BandRecorder&) = delete;
    void push(std::span<const float> interleaved);
    [[nodiscard]] std::vector<std::uint8_t> finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Decodes `audio` and writes its bands. Errors: those of the decoder, `io`.
Result<void> bands_of_file(const std::string& audio, const std::string& bands);
/// Writes bytes as they are. Errors: `io`.
Result<void> write_bytes(const std::string& path, std::span<const std::uint8_t> bytes);

}  // namespace stratum::training

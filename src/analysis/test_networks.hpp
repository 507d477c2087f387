#pragma once

#include "stratum/analysis/networks.hpp"

#include <array>
#include <gtest/gtest.h>
#include <memory>
#include <string>

namespace stratum::analysis {

/// The networks, where ./dev put ONNX Runtime; null where it was not there when this was configured.
inline std::shared_ptr<const Networks> networks_of_tests() {
    const std::array<std::string, 1> library{STRATUM_ONNXRUNTIME_LIBRARY};
    if (library[0].empty()) return nullptr;
    auto loaded = Networks::load(library);
    EXPECT_TRUE(loaded) << loaded.error().message;
    return loaded ? *loaded : nullptr;
}

/// A test that needs the networks; skipped, and saying so, where they cannot be had.
class WithNetworks : public testing::Test {
  protected:
    void SetUp() override {
        if (networks_ == nullptr) GTEST_SKIP() << "ONNX Runtime was not there when this was configured";
    }
    std::shared_ptr<const Networks> networks_ = networks_of_tests();
};

}  // namespace stratum::analysis

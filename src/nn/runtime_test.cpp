#include "stratum/nn/runtime.hpp"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <thread>

namespace stratum::nn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// y = x * [[1 2 3] [10 20 30]], z = -y, with x of shape [n, 2]; written with the Python package onnx.
constexpr std::array<std::uint8_t, 151> kProduct{
    0x08, 0x08, 0x12, 0x00, 0x3a, 0x8a, 0x01, 0x0a, 0x11, 0x0a, 0x01, 0x78, 0x0a, 0x01, 0x77, 0x12, 0x01, 0x79, 0x22,
    0x06, 0x4d, 0x61, 0x74, 0x4d, 0x75, 0x6c, 0x0a, 0x0b, 0x0a, 0x01, 0x79, 0x12, 0x01, 0x7a, 0x22, 0x03, 0x4e, 0x65,
    0x67, 0x12, 0x01, 0x67, 0x2a, 0x23, 0x08, 0x02, 0x08, 0x03, 0x10, 0x01, 0x22, 0x18, 0x00, 0x00, 0x80, 0x3f, 0x00,
    0x00, 0x00, 0x40, 0x00, 0x00, 0x40, 0x40, 0x00, 0x00, 0x20, 0x41, 0x00, 0x00, 0xa0, 0x41, 0x00, 0x00, 0xf0, 0x41,
    0x42, 0x01, 0x77, 0x5a, 0x14, 0x0a, 0x01, 0x78, 0x12, 0x0f, 0x0a, 0x0d, 0x08, 0x01, 0x12, 0x09, 0x0a, 0x03, 0x12,
    0x01, 0x6e, 0x0a, 0x02, 0x08, 0x02, 0x62, 0x14, 0x0a, 0x01, 0x79, 0x12, 0x0f, 0x0a, 0x0d, 0x08, 0x01, 0x12, 0x09,
    0x0a, 0x03, 0x12, 0x01, 0x6e, 0x0a, 0x02, 0x08, 0x03, 0x62, 0x14, 0x0a, 0x01, 0x7a, 0x12, 0x0f, 0x0a, 0x0d, 0x08,
    0x01, 0x12, 0x09, 0x0a, 0x03, 0x12, 0x01, 0x6e, 0x0a, 0x02, 0x08, 0x03, 0x42, 0x04, 0x0a, 0x00, 0x10, 0x0d};

class NetworkTest : public testing::Test {
  protected:
    void SetUp() override {
        const std::array<std::string, 1> library{STRATUM_ONNXRUNTIME_LIBRARY};
        if (library[0].empty()) GTEST_SKIP() << "ONNX Runtime was not there when this was configured";
        auto loaded = Runtime::load(library);
        ASSERT_TRUE(loaded) << loaded.error().message;
        runtime_.emplace(std::move(*loaded));
    }
    Network product() {
        auto network = Network::create(*runtime_, kProduct);
        EXPECT_TRUE(network) << network.error().message;
        return std::move(*network);
    }
    std::optional<Runtime> runtime_;
};

const std::array<float, 4> kValues{1.0F, 0.0F, 2.0F, 1.0F};
const std::array<std::int64_t, 2> kShape{2, 2};
const std::array<std::string, 2> kOutputs{"z", "y"};

TEST_F(NetworkTest, RunsAModelAndGivesTheOutputsInTheOrderAskedFor) {
    const auto results = product().run("x", kValues, kShape, kOutputs);
    ASSERT_TRUE(results) << results.error().message;
    ASSERT_EQ(results->size(), 2U);
    EXPECT_THAT((*results)[0].values, ElementsAre(-1, -2, -3, -12, -24, -36));
    EXPECT_THAT((*results)[1].values, ElementsAre(1, 2, 3, 12, 24, 36));
    EXPECT_THAT((*results)[1].shape, ElementsAre(2, 3));
}

TEST_F(NetworkTest, ANetworkOutlivesTheRuntimeThatMadeIt) {
    const Network network = product();
    runtime_.reset();
    const auto results = network.run("x", kValues, kShape, kOutputs);
    ASSERT_TRUE(results) << results.error().message;
    EXPECT_EQ((*results)[1].values[5], 36.0F);
}

TEST_F(NetworkTest, SeveralThreadsMayAskOneNetwork) {
    const Network network = product();
    std::array<float, 4> told{};
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < told.size(); ++i)
            threads.emplace_back([&, i] {
                const std::array<float, 2> mine{static_cast<float>(i), 0.0F};
                const std::array<std::int64_t, 2> shape{1, 2};
                if (auto results = network.run("x", mine, shape, kOutputs)) told[i] = (*results)[1].values[2];
            });
    }
    EXPECT_THAT(told, ElementsAre(0, 3, 6, 9));
}

TEST_F(NetworkTest, BytesThatAreNoModelAreRefusedWithAReason) {
    const std::array<std::uint8_t, 5> junk{1, 2, 3, 4, 5};
    const auto network = Network::create(*runtime_, junk);
    ASSERT_FALSE(network);
    EXPECT_EQ(network.error().code, ErrorCode::corrupt);
    EXPECT_THAT(network.error().message, HasSubstr("model"));
}

TEST_F(NetworkTest, ATruncatedModelIsRefused) {
    for (std::size_t size = 0; size < kProduct.size(); size += 7) {
        const auto network = Network::create(*runtime_, std::span{kProduct}.first(size));
        EXPECT_FALSE(network) << size;
    }
}

TEST_F(NetworkTest, WrongNamesAndShapesAreRefused) {
    const Network network = product();
    const std::array<std::string, 1> unknown{"w2"};
    const std::array<std::int64_t, 2> too_many{2, 3};
    const std::array<std::int64_t, 2> turned{4, 1};
    EXPECT_EQ(network.run("x", kValues, kShape, unknown).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(network.run("q", kValues, kShape, kOutputs).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(network.run("x", kValues, too_many, kOutputs).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(network.run("x", kValues, turned, kOutputs).error().code, ErrorCode::invalid_argument);
}

TEST_F(NetworkTest, KnowsItsVersion) { EXPECT_THAT(runtime_->version(), HasSubstr(".")); }

TEST(Runtime, AnAbsentLibraryIsNamedAndTheNextOneIsTried) {
    const std::array<std::string, 2> nowhere{"/nowhere/libone.so", "/nowhere/libtwo.so"};
    const auto runtime = Runtime::load(nowhere);
    ASSERT_FALSE(runtime);
    EXPECT_EQ(runtime.error().code, ErrorCode::not_found);
    EXPECT_THAT(runtime.error().message, HasSubstr("libone"));
    EXPECT_THAT(runtime.error().message, HasSubstr("libtwo"));
}

TEST(Runtime, AnotherLibraryIsNotTakenForIt) {
    const std::array<std::string, 1> other{"libm.so.6"};
    const auto runtime = Runtime::load(other);
    ASSERT_FALSE(runtime);
    EXPECT_EQ(runtime.error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace stratum::nn

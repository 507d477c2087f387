#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/store/blobs/blobs.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <memory>

/// What every kind of blobs must do stands in blobs_contract_test.cpp. A kind joins by instantiating this suite with a
/// way to make an empty one.
namespace stratum::store {

struct BlobsUnderTest {
    std::string name;
    std::function<std::unique_ptr<Blobs>()> open;
    std::size_t large;  ///< Bytes that are more than one piece.
};

class BlobsContract : public testing::TestWithParam<BlobsUnderTest> {
  protected:
    void SetUp() override {
        blobs_ = GetParam().open();
        if (blobs_ == nullptr) GTEST_SKIP() << "no server for it";
    }
    static Bytes pattern(std::size_t size) {
        Bytes bytes(size);
        std::uint32_t state = 1;
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>((state = state * 1664525U + 1013904223U) >> 24U);
        return bytes;
    }
    Result<BlobInfo> put(std::span<const std::uint8_t> bytes) { return blobs_->put(source_of(bytes)); }
    Result<Bytes> get(const BlobId& id, ByteRange range = {}) {
        Bytes bytes;
        STRATUM_TRY_VOID(blobs_->get(id, range, [&](std::span<const std::uint8_t> piece) -> Result<void> {
            bytes.insert(bytes.end(), piece.begin(), piece.end());
            return {};
        }));
        return bytes;
    }
    std::vector<BlobId> all() {
        std::vector<BlobId> ids;
        EXPECT_TRUE(blobs_->list([&](const BlobInfo& info) -> Result<void> {
            ids.push_back(info.id);
            return {};
        }));
        return ids;
    }
    std::unique_ptr<Blobs> blobs_;
};

}  // namespace stratum::store

#pragma once

#include "stratum/signatures/public_key.hpp"

#include <memory>

namespace stratum::test_keys {

/// A fresh key pair that signs: what a security key or a provider of identities holds. RSA has 2048 bits. For tests
/// only.
class TestKey {
  public:
    explicit TestKey(signatures::Algorithm algorithm);
    ~TestKey();
    TestKey(TestKey&&) noexcept;
    TestKey& operator=(TestKey&&) noexcept;
    TestKey(const TestKey&) = delete;
    TestKey& operator=(const TestKey&) = delete;

    [[nodiscard]] const signatures::PublicKey& public_key() const { return public_key_; }
    [[nodiscard]] Bytes sign(std::span<const std::uint8_t> message, signatures::EcForm form) const;

  private:
    struct Native;
    std::unique_ptr<Native> native_;
    signatures::PublicKey public_key_;
};

}  // namespace stratum::test_keys

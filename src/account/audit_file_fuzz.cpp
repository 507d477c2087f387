#include "stratum/account/audit_file.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// Whatever the bytes are, the answer is whole; and nothing that a stranger wrote is under our signature.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stratum;
    static const crypto::Ed25519Signer kSigner{crypto::Ed25519Signer::Seed{1}};
    const auto verdict = account::verify_audit_file({data, size}, kSigner.public_key());
    if (verdict.fault.has_value() == verdict.sentence.empty()) std::abort();
    if (verdict.signed_entries != 0 || verdict.checkpoints != 0) std::abort();
    return 0;
}

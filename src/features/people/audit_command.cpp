#include "audit_command.hpp"

#include "stratum/account/audit_file.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"

#include <charconv>

namespace stratum::people {
namespace {

/// 64 hexadecimal digits.
std::optional<crypto::Ed25519PublicKey> parse_key(std::string_view text) {
    crypto::Ed25519PublicKey key{};
    if (text.size() != 2 * key.size()) return {};
    for (std::size_t i = 0; i < key.size(); ++i) {
        const std::string_view digits = text.substr(2 * i, 2);
        const auto read = std::from_chars(digits.data(), digits.data() + 2, key[i], 16);
        if (read.ec != std::errc{} || read.ptr != digits.data() + 2) return {};
    }
    return key;
}

class AuditCommand final : public Command {
  public:
    Info info() const override {
        return {.name = "audit",
                .summary = "verify an exported audit log, without the server",
                .details =
                    "Reads a file of GET /api/v1/audit/export and checks the chain of its entries and the "
                    "signatures. The key is the server's public key, kept from an earlier day (POST "
                    "/api/v1/audit/verify tells it). Exit code 1 when something is wrong.\n\n"
                    "  stratum audit verify audit.cborseq --key 5f6c..."};
    }
    void declare(OptionSink& options) override {
        options.positional({"ACTION", "", "what to do", {"verify"}}, action_, Presence::required);
        options.positional({"FILE", "", "the exported log"}, file_, Presence::required);
        options.text({"--key", "HEX", "the server's public key, 64 hexadecimal digits"}, key_);
    }
    Result<int> run(CommandContext& context) override {
        const auto key = parse_key(key_.value_or(""));
        if (!key)
            return error(ErrorCode::invalid_argument, "--key is no public key",
                         "give the 64 hexadecimal digits that POST /api/v1/audit/verify told");
        constexpr std::size_t kLargest = std::size_t{4} << 30;
        STRATUM_TRY(const std::string text, read_text_file(file_, kLargest));
        const auto verdict =
            account::verify_audit_file({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, *key);
        if (verdict.fault) {
            context.out.stream << "not intact, at entry " << verdict.position << ": " << verdict.sentence << "\n";
            return 1;
        }
        context.out.stream << "intact: " << verdict.entries << " entries, " << verdict.signed_entries
                           << " of them signed, " << verdict.checkpoints << " checkpoints, " << verdict.erased
                           << " with personal parts erased\n";
        if (const auto rest = verdict.entries - verdict.signed_entries; rest > 0)
            context.out.stream << "the last " << rest << " of them stand under no signature yet\n";
        return 0;
    }

  private:
    std::string action_;
    std::string file_;
    std::optional<std::string> key_;
};

}  // namespace

std::unique_ptr<Command> make_audit_command() { return std::make_unique<AuditCommand>(); }

}  // namespace stratum::people

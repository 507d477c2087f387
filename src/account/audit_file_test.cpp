#include "stratum/account/audit_file.hpp"

#include "rows.hpp"
#include "stratum/account/audit.hpp"
#include "test_account.hpp"

#include <gmock/gmock.h>

namespace stratum::account {
namespace {

class AuditFile : public AccountTest {
  protected:
    void SetUp() override {
        AccountTest::SetUp();
        if (IsSkipped()) return;
        workspace_ = ids_.next();
    }
    void write(int entries) {
        for (int i = 0; i < entries; ++i)
            ASSERT_OK(record(db(), as_system(), workspace_,
                             {.action = "test.done",
                              .subject = "thing:" + std::to_string(i),
                              .details = {{"i", std::to_string(i)}},
                              .personal = {{"email", "ann@example.org"}}}));
    }
    std::int64_t seal(std::int64_t most = 10000) {
        return seal_audit(db(), workspace_, signer_, clock_.now(), most).value();
    }
    Bytes file() {
        Bytes out;
        EXPECT_TRUE(export_audit(db(), workspace_, [&](std::span<const std::uint8_t> piece) -> Result<void> {
            out.insert(out.end(), piece.begin(), piece.end());
            return {};
        }));
        return out;
    }
    AuditVerdict verdict(const std::optional<Checkpoint>& kept = {}) {
        return verify_audit_file(file(), signer_.public_key(), kept);
    }
    void change(std::string_view sql) { ASSERT_TRUE(db().execute(std::string{sql}).value() > 0); }
    void expect_fault(AuditFault fault, std::int64_t position, const std::optional<Checkpoint>& kept = {}) {
        const auto v = verdict(kept);
        ASSERT_TRUE(v.fault);
        EXPECT_EQ(name_of(*v.fault), name_of(fault)) << v.sentence;
        EXPECT_EQ(v.position, position) << v.sentence;
    }
    /// What somebody does who may write the database but does not have the key: all hashes made anew.
    void rewrite_chain() {
        ChainEntry entry;
        entry.workspace = workspace_;
        for (const auto& row : db().query("SELECT position, id, at, actor_kind, actor_id, action, subject, details, "
                                          "personal_hash FROM audit_entries WHERE workspace_id = $1 ORDER BY position",
                                          {workspace_.bytes})
                                   .value()) {
            entry.position = row.integer(0);
            entry.id = uuid_at(row, 1);
            entry.at = time_at(row, 2);
            entry.actor_kind = row.text(3);
            entry.actor = uuid_at(row, 4);
            entry.action = row.text(5);
            entry.subject = row.text(6);
            entry.details = row.text(7);
            std::ranges::copy(row.bytes(8), entry.personal_hash.begin());
            entry.previous = hash_of(entry);
            ASSERT_TRUE(
                db().execute("UPDATE audit_entries SET hash = $2 WHERE id = $1", {entry.id.bytes, entry.previous}));
        }
    }
    Uuid workspace_;
    crypto::Ed25519Signer signer_{crypto::Ed25519Signer::Seed{1, 2, 3}};
};

TEST_P(AuditFile, OfAnUntouchedLogIsGood) {
    write(5);
    EXPECT_EQ(seal(3), 3);
    EXPECT_EQ(seal(), 2);
    EXPECT_EQ(seal(), 0);
    write(1);  // waits, and is not in the file
    EXPECT_THAT(workspaces_to_seal(db()).value(), testing::Contains(workspace_));
    const auto v = verdict(last_checkpoint(db(), workspace_).value());
    EXPECT_FALSE(v.fault) << v.sentence;
    EXPECT_EQ(v.entries, 5);
    EXPECT_EQ(v.checkpoints, 2);
    EXPECT_EQ(v.signed_entries, 5);
    EXPECT_EQ(v.erased, 0);
    EXPECT_EQ(list_audit(db(), workspace_, 1)->front().position, std::nullopt);
}

TEST_P(AuditFile, OfAnEmptyLogIsGood) {
    const auto v = verdict();
    EXPECT_FALSE(v.fault) << v.sentence;
    EXPECT_EQ(v.entries, 0);
    EXPECT_FALSE(last_checkpoint(db(), workspace_).value());
}

TEST_P(AuditFile, TellsTheFirstEntryThatWasChanged) {
    write(5);
    seal();
    for (const char* what :
         {"subject = 'x'", "action = 'x'", "details = '{}'", "at = at + 1", "actor_kind = 'session'"}) {
        ASSERT_OK(db().script("CREATE TABLE kept AS SELECT * FROM audit_entries"));
        change("UPDATE audit_entries SET " + std::string{what} + " WHERE position = 3");
        expect_fault(AuditFault::entry_changed, 3);
        ASSERT_OK(
            db().script("DELETE FROM audit_entries; INSERT INTO audit_entries SELECT * FROM kept; DROP TABLE kept"));
    }
    EXPECT_FALSE(verdict().fault);
}

TEST_P(AuditFile, TellsTheFirstEntryThatWasChangedBeforeItWasSealed) {
    for (const char* what : {"subject = 'x'", "action = 'x'", "details = '{}'", "at = at + 1", "actor_kind = 'session'",
                             "personal = '{}'"}) {
        const bool personal = std::string_view{what}.starts_with("personal");
        ASSERT_OK(db().script("DELETE FROM audit_checkpoints; DELETE FROM audit_entries"));
        write(2);
        seal();
        write(3);
        EXPECT_EQ(check_unsealed(db(), workspace_)->changed, 0);
        change("UPDATE audit_entries SET " + std::string{what} + " WHERE subject = 'thing:1' AND position IS NULL");
        const auto waiting = check_unsealed(db(), workspace_).value();
        EXPECT_EQ(waiting.entries, 3);
        EXPECT_EQ(waiting.changed, 2) << what;
        EXPECT_EQ(seal(), 3);  // sealing does not make it good
        expect_fault(personal ? AuditFault::personal_changed : AuditFault::entry_changed, 4);
    }
}

TEST_P(AuditFile, TakesEntriesThatAreOlderThanTheirHash) {
    write(2);
    change("UPDATE audit_entries SET content_hash = NULL");
    EXPECT_EQ(check_unsealed(db(), workspace_)->changed, 0);
    seal();
    EXPECT_FALSE(verdict().fault);
}

TEST_P(AuditFile, TellsWhatIsMissingOrOutOfOrder) {
    write(5);
    seal();
    change("UPDATE audit_entries SET position = position + 10 WHERE position > 3");  // free the places
    change("UPDATE audit_entries SET position = 4 WHERE position = 15");
    change("UPDATE audit_entries SET position = 5 WHERE position = 14");
    expect_fault(AuditFault::entry_changed, 4);  // two that changed places: the first is not the one that followed
    change("DELETE FROM audit_entries WHERE position = 2");
    expect_fault(AuditFault::entry_missing, 2);
}

TEST_P(AuditFile, TellsAChainThatWasMadeAnew) {
    write(6);
    seal(2);
    seal();
    change("UPDATE audit_entries SET subject = 'other' WHERE position = 4");
    rewrite_chain();
    const auto v = verdict();
    ASSERT_TRUE(v.fault);
    EXPECT_EQ(*v.fault, AuditFault::chain_rewritten);
    EXPECT_EQ(v.position, 6);
    EXPECT_EQ(v.signed_entries, 2);  // the first checkpoint still holds
}

TEST_P(AuditFile, TellsAnEndThatWasCutOff) {
    write(5);
    seal(3);
    seal();
    const auto kept = last_checkpoint(db(), workspace_).value();
    change("DELETE FROM audit_entries WHERE position = 5");
    expect_fault(AuditFault::cut_off, 5);
    // With its checkpoint gone, too, only one that was kept elsewhere tells.
    change("DELETE FROM audit_checkpoints WHERE position = 5");
    change("DELETE FROM audit_entries WHERE position = 4");
    EXPECT_FALSE(verdict().fault);
    expect_fault(AuditFault::cut_off, 4, kept);
}

TEST_P(AuditFile, TrustsOneKeyOnly) {
    write(2);
    seal();
    const crypto::Ed25519Signer other{crypto::Ed25519Signer::Seed{9}};
    const auto v = verify_audit_file(file(), other.public_key());
    ASSERT_TRUE(v.fault);
    EXPECT_EQ(*v.fault, AuditFault::signature_wrong);
    const auto forged = sign_checkpoint(other, workspace_, 2, {}, clock_.now());
    EXPECT_TRUE(is_signed(forged));
    expect_fault(AuditFault::signature_wrong, 2, forged);
}

TEST_P(AuditFile, PersonalPartsMayBeErasedButNotChanged) {
    write(4);
    seal();
    change("UPDATE audit_entries SET personal = NULL, salt = NULL WHERE position = 2");
    const auto v = verdict();
    EXPECT_FALSE(v.fault) << v.sentence;
    EXPECT_EQ(v.erased, 1);
    change("UPDATE audit_entries SET personal = '{}' WHERE position = 3");
    expect_fault(AuditFault::personal_changed, 3);
}

TEST_P(AuditFile, DamagedFilesAreToldAtEveryByte) {
    write(3);
    seal();
    const Bytes good = file();
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_TRUE(verify_audit_file(std::span{good}.first(size), signer_.public_key()).fault) << size;
    // The workspace in the header counts, since every hash covers it; so does every other byte.
    for (std::size_t i = 0; i < good.size(); ++i) {
        Bytes bad = good;
        bad[i] ^= 1;
        const auto v = verify_audit_file(bad, signer_.public_key());
        EXPECT_TRUE(v.fault) << i;
        EXPECT_FALSE(v.sentence.empty());
    }
    Bytes longer = good;
    longer.push_back(0);
    EXPECT_TRUE(verify_audit_file(longer, signer_.public_key()).fault);
}

STRATUM_ON_EVERY_ENGINE(AuditFile);

}  // namespace
}  // namespace stratum::account

#include "stratum/test_keys/test_key.hpp"

#include <gtest/gtest.h>

namespace stratum::test_keys {
namespace {

using signatures::Algorithm;
using signatures::EcForm;

TEST(TestKey, SignsWhatItsPublicHalfVerifies) {
    const Bytes message{1, 2, 3};
    for (const Algorithm algorithm : {Algorithm::es256, Algorithm::rs256, Algorithm::eddsa})
        for (const EcForm form : {EcForm::der, EcForm::raw}) {
            const TestKey key{algorithm};
            EXPECT_EQ(signatures::algorithm_of(key.public_key()), algorithm);
            EXPECT_TRUE(signatures::verify(key.public_key(), message, key.sign(message, form), form));
        }
}

}  // namespace
}  // namespace stratum::test_keys

#pragma once

// The contract's tests, by subject.
#include "tests/core/store/contract_changes.hpp"
#include "tests/core/store/contract_due.hpp"
#include "tests/core/store/contract_endings.hpp"
#include "tests/core/store/contract_events.hpp"
#include "tests/core/store/contract_grants.hpp"
#include "tests/core/store/contract_logins.hpp"
#include "tests/core/store/contract_refresh.hpp"
#include "tests/core/store/contract_tenants.hpp"

import playwright from 'eslint-plugin-playwright';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['node_modules/', 'test-results/', 'screens/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 70, skipComments: true, skipBlankLines: true }],
      // Numbers and booleans read well in a sentence.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    files: ['**/*.spec.ts'],
    extends: [playwright.configs['flat/recommended']],
    rules: {
      // Sleeping hides races, an ignored test hides faults.
      'playwright/no-wait-for-timeout': 'error',
      'playwright/no-skipped-test': 'error',
      'playwright/no-focused-test': 'error',
      // What the pages expect by themselves counts as well.
      'playwright/expect-expect': [
        'error',
        { assertFunctionNames: ['reaches', 'sees', 'looks', 'until'] },
      ],
      // A file's describe may be long; what counts is the length of a test.
      'max-lines-per-function': 'off',
    },
  },
);

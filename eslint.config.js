import tseslint from 'typescript-eslint';

/**
 * Which folder may import which. `core` stands alone; hosts are thin and never import each other;
 * the renderer knows the engine through the contract's types only; the product never imports tests.
 */
const boundaries = [
  { files: ['core/**/*.ts'], forbid: ['electron', 'react', 'react-dom', '**/electron/**', '**/renderer/**', '**/host/**', '**/cli/**', '**/test/**'] },
  { files: ['cli/**/*.ts'], forbid: ['electron', 'react', '**/electron/**', '**/renderer/**', '**/test/**'] },
  { files: ['host/**/*.ts'], forbid: ['electron', 'react', '**/electron/**', '**/renderer/**', '**/cli/**', '**/test/**'] },
  { files: ['electron/**/*.ts'], forbid: ['react', '**/renderer/**', '**/cli/**', '**/test/**'] },
  { files: ['renderer/**/*.{ts,tsx}'], forbid: ['electron', 'node:*', 'ws', '**/electron/**', '**/host/**', '**/cli/**', '**/test/**', '**/core/!(contract|messages)/**'] },
];

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'out', '.cache', 'coverage'] },
  { files: ['**/*.{ts,tsx}'], extends: [tseslint.configs.recommendedTypeChecked] },
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  ...boundaries.map(({ files, forbid }) => ({
    files,
    rules: { 'no-restricted-imports': ['error', { patterns: forbid.map((group) => ({ group: [group], message: 'docs/architecture.md says which folder may import which.' })) }] },
  })),
);
